//! OmegaT projects: a TMX of each memory in their `tm` folder is kept up to date. OmegaT reloads it when
//! it changes.

use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::{Entity, Error, Result};
use crate::exchange::{Format, Level, Tool, WriteOptions, unit_writer};
use crate::files::NewFile;
use crate::memory::{Memory, UnitFilter};
use crate::web::memories::Memories;

/// How often to check whether another program has changed a memory.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// How long to wait after a change before writing, so that changes in quick succession are written once.
const QUIET_PERIOD: Duration = Duration::from_millis(500);

/// After writing, pause for this many times as long as it took.
const PAUSE_FACTOR: u32 = 10;

/// The `tm` folders of projects.
#[derive(Debug, Clone, Default)]
pub struct OmegatProjects {
    folders: Vec<PathBuf>,
}

impl OmegatProjects {
    /// The projects in these folders; creates a `tm` folder where it is missing.
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

/// Keeps the TMX files of the projects up to date as long as the server runs.
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
            Err(error) => {
                tracing::error!(%error, "cannot open a memory to keep its TMX for OmegaT up to date")
            }
        }
    }
    loop {
        let folders = projects.folders.clone();
        let work = tokio::task::spawn_blocking(move || {
            let start = Instant::now();
            for follower in &mut state {
                if let Err(error) = follower.catch_up(&folders) {
                    tracing::error!(%error, "cannot write the TMX for OmegaT");
                }
            }
            (state, start.elapsed())
        });
        let Ok((followers, took)) = work.await else { return };
        state = followers;
        tokio::time::sleep(took * PAUSE_FACTOR).await;
        // A notification and a time-out lead to the same check of the memory's version.
        let _ = tokio::time::timeout(POLL_INTERVAL, changes.changed()).await;
        tokio::time::sleep(QUIET_PERIOD).await;
    }
}

struct Follower {
    memory: Memory,
    name: String,
    /// The version of the memory that was last written.
    written: Option<i64>,
}

impl Follower {
    /// Writes the memory to all folders if it has changed since the last time.
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

/// Writes a memory as TMX under a temporary name and renames it when it is complete.
fn write(memory: &Memory, path: &Path) -> Result<()> {
    let filter = UnitFilter::default();
    let options = WriteOptions {
        tool: Some(Tool::OmegaT),
        level: Level::Two,
        name: "tarjuman".to_owned(),
        ..WriteOptions::default()
    };
    let file = NewFile::of(path)?;
    let out = Box::new(BufWriter::new(file.handle()?));
    let mut writer = unit_writer(Format::Tmx, out, &memory.summary(&filter)?, &options)?;
    memory.each_unit(&filter, &mut |unit| writer.write(&unit))?;
    writer.finish()?;
    file.keep()
}
