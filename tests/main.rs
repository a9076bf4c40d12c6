//! The program as its users meet it: every test runs the real binary in a folder of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

mod bad_input;
mod browser;
mod browser_keys;
mod browser_look;
mod cli;
mod connectors;
mod corpus;
mod documents;
mod export;
mod formats;
mod import;
mod kill;
mod lexicon;
mod load;
mod lookup;
mod memory;
mod pairs;
mod quality;
mod read_any;
mod read_back;
mod read_formats;
mod read_lines;
mod read_po;
mod read_tables;
mod read_tmx;
mod read_xliff;
mod read_xml;
mod review;
mod round_trip;
mod samples;
mod tmx;
mod upkeep;
mod upkeep_history;
mod upkeep_repair;
mod web_api;
mod web_attacks;
mod web_load;
