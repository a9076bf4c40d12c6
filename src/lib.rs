//! tarjuman.
#![allow(missing_docs)]
pub mod align;
pub mod cli;
pub mod document;
pub mod error;
pub mod exchange;
pub mod memory;
pub mod model;
pub mod text;
pub use error::{Error, Result};
