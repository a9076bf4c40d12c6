//! Hunalign's ladder: a rung for each bead, with the indices where it begins and its score, and a last rung
//! with the number of segments on each side.

mod read;
mod write;

pub use read::read_ladder;
pub use write::write_ladder;
