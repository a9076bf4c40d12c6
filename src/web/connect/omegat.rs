//! OmegaT projects: a TMX in their `tm` folder that follows the memories. OmegaT reads it again when it
//! changes.

use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::atomic_file::unnamed_file_for;
use crate::error::{Entity, Error, Result};
use crate::exchange::{Format, Level, Tool, WriteOptions, unit_writer};
use crate::memory::{Memory, UnitFilter};
use crate::web::memories::Memories;

/// How often it is looked whether another program changed a memory.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// How long a memory must have been left alone before it is written.
const QUIET_PERIOD: Duration = Duration::from_millis(500);

/// Writing may take this part of the time at most.
const PAUSE_FACTOR: u32 = 10;

/// The `tm` folders of projects.
#[derive(Debug, Clone, Default)]
pub struct OmegatProjects {
    folders: Vec<PathBuf>,
}

impl OmegatProjects {
    /// The projects in these folders.
    pub fn of(projects: &[PathBuf]) -> Result<OmegatProjects> {
        let mut folders = Vec::new();
        for project in projects {
            if !project.join("omegat.project").is_file() {
                return Err(Error::not_found(Entity::OmegaTProject, project.display()));
            }
            let folder = project.join("tm");
            std::fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, error))?;
            folders.push(folder);
        }
        Ok(OmegatProjects { folders })
    }
}

/// Keeps the TMX files of projects up to date, as long as the server runs.
pub async fn follow(memories: Arc<Memories>, projects: OmegatProjects) {
    if projects.folders.is_empty() {
        return;
    }
    let mut changes = memories.changes();
    let files: Vec<(PathBuf, String)> =
        memories.all().iter().map(|served| (served.path.clone(), served.name.clone())).collect();
    let mut state: Vec<Follower> = Vec::new();
    for (path, name) in files {
        match Memory::open(&path) {
            Ok(memory) => state.push(Follower { memory, name, written: None }),
            Err(error) => tracing::error!(%error, "a memory cannot be followed for OmegaT"),
        }
    }
    loop {
        let folders = projects.folders.clone();
        let work = tokio::task::spawn_blocking(move || {
            let start = Instant::now();
            for follower in &mut state {
                if let Err(error) = follower.catch_up(&folders) {
                    tracing::error!(%error, "the TMX for OmegaT could not be written");
                }
            }
            (state, start.elapsed())
        });
        let Ok((followers, took)) = work.await else { return };
        state = followers;
        tokio::time::sleep(took * PAUSE_FACTOR).await;
        // Whether it was told or has looked, the memory says whether it changed.
        let _ = tokio::time::timeout(POLL_INTERVAL, changes.changed()).await;
        tokio::time::sleep(QUIET_PERIOD).await;
    }
}

struct Follower {
    memory: Memory,
    name: String,
    /// The state of the memory that was written last.
    written: Option<i64>,
}

impl Follower {
    /// Writes the memory to all folders if it has changed.
    fn catch_up(&mut self, folders: &[PathBuf]) -> Result<()> {
        let now = self.memory.data_version()?;
        if self.written == Some(now) {
            return Ok(());
        }
        for folder in folders {
            write(&self.memory, &folder.join(format!("tarjuman-{}.tmx", self.name)))?;
        }
        self.written = Some(now);
        Ok(())
    }
}

/// Writes a memory as TMX beside, and gives it its name when it is complete.
fn write(memory: &Memory, path: &Path) -> Result<()> {
    let filter = UnitFilter::default();
    let options = WriteOptions {
        tool: Some(Tool::OmegaT),
        level: Level::Two,
        name: "tarjuman".to_owned(),
        ..WriteOptions::default()
    };
    let beside = unnamed_file_for(path)?;
    let file = beside.as_file().try_clone().map_err(|error| Error::io(path, error))?;
    let out = Box::new(BufWriter::new(file));
    let mut writer = unit_writer(Format::Tmx, out, &memory.summary(&filter)?, &options)?;
    memory.each_unit(&filter, &mut |unit| writer.write(&unit))?;
    writer.finish()?;
    beside.persist(path).map_err(|error| Error::io(path, error.error))?;
    Ok(())
}
