//! What the writers of units have in common.

use crate::error::Result;
use crate::model::Unit;

/// Writes units to a file one by one, so that they need not all be in memory.
pub trait UnitWriter {
    /// Writes one unit.
    ///
    /// # Errors
    /// When writing fails.
    fn write(&mut self, unit: &Unit) -> Result<()>;

    /// Writes what comes after the last unit. Without it the file is not complete.
    ///
    /// # Errors
    /// When writing fails.
    fn finish(self: Box<Self>) -> Result<()>;
}
