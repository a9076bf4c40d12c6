//! Reads units from memory and says what became of each.

use std::path::Path;

use tarjuman::exchange::{Entry, ReadOptions, Skip, read_units, read_units_from};
use tarjuman::model::{Pair, Unit};
use tarjuman::{Error, Result};

/// All that a reader found.
#[derive(Debug, Default)]
pub struct Found {
    pub units: Vec<Unit>,
    pub skips: Vec<Skip>,
    pub error: Option<Error>,
    pub warning: Option<String>,
}

impl Found {
    /// Source and target of every unit.
    pub fn texts(&self) -> Vec<(&str, &str)> {
        self.units
            .iter()
            .map(|unit| (unit.texts.source.plain.as_str(), unit.texts.target.plain.as_str()))
            .collect()
    }

    /// The languages of every unit, as `en-ar`.
    pub fn pairs(&self) -> Vec<String> {
        let pair = |unit: &Unit| format!("{}>{}", unit.languages.source, unit.languages.target);
        self.units.iter().map(pair).collect()
    }

    /// The only unit, when nothing else was found.
    pub fn only(&self) -> &Unit {
        assert!(self.error.is_none() && self.skips.is_empty(), "{self:?}");
        assert_eq!(self.units.len(), 1, "{self:?}");
        &self.units[0]
    }

    /// Line and reason of the only thing that was skipped, when there is no error.
    pub fn only_skip(&self) -> (u64, &str) {
        assert!(self.error.is_none(), "{self:?}");
        assert_eq!(self.skips.len(), 1, "{self:?}");
        (self.skips[0].line.unwrap(), &self.skips[0].reason)
    }

    /// The message of the error.
    pub fn message(&self) -> String {
        self.error.as_ref().unwrap_or_else(|| panic!("no error: {self:?}")).to_string()
    }
}

/// Reads bytes under a name that tells their format.
pub fn read(name: &str, bytes: impl AsRef<[u8]>) -> Found {
    read_with(name, bytes, &ReadOptions::default())
}

/// Reads bytes with options.
pub fn read_with(name: &str, bytes: impl AsRef<[u8]>, options: &ReadOptions) -> Found {
    collected(|sink| read_units_from(Path::new(name), bytes.as_ref(), options, sink))
}

/// Reads a file with options.
pub fn read_file(path: &Path, options: &ReadOptions) -> Found {
    collected(|sink| read_units(path, options, sink))
}

fn collected(
    read: impl FnOnce(&mut dyn FnMut(Entry) -> Result<()>) -> Result<tarjuman::exchange::Reading>,
) -> Found {
    let mut found = Found::default();
    let (units, skips) = (&mut found.units, &mut found.skips);
    let result = read(&mut |entry| {
        match entry {
            Entry::Unit(unit) => units.push(*unit),
            Entry::Skipped(skip) => skips.push(skip),
        }
        Ok(())
    });
    match result {
        Ok(reading) => found.warning = reading.warning,
        Err(error) => found.error = Some(error),
    }
    found
}

/// Options with languages.
pub fn languages(source: &str, target: &str) -> ReadOptions {
    ReadOptions {
        languages: Pair::new(source, target)
            .map(|tag| (!tag.is_empty()).then(|| tag.parse().unwrap())),
        ..ReadOptions::default()
    }
}

/// Bytes in gzip.
pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
