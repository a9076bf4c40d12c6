//! The program as its users meet it: every test runs the real binary in a folder of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

mod bad_input;
mod cli;
mod documents;
mod formats;
mod kill;
mod lexicon;
mod memory;
mod pairs;
mod samples;
mod tmx;
mod upkeep;
mod upkeep_history;
mod upkeep_repair;
