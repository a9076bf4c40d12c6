//! tarjuman.
#![allow(missing_docs)]
pub mod document;
pub mod error;
pub mod model;
pub mod text;
pub use error::{Error, Result};
