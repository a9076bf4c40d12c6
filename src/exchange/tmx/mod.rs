//! Translation Memory eXchange (LISA OSCAR, 2005): read in all its versions, as tools write it, and
//! written as 1.4b.

mod inline;
mod property;
mod provenance;
mod read;
mod unit;
mod write;

pub use read::read_tmx;
pub use write::TmxWriter;
