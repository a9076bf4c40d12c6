//! The desk: an HTTP server for review and search in a browser, and for the tools that translators use.
//!
//! 1. `server` accepts connections, applies time-outs, and shuts down gracefully; `connections` bounds
//!    their number.
//! 2. `guard` admits or refuses a request by its host name, origin and token; `guesses` slows down who
//!    guesses tokens.
//! 3. `pages` serves the web pages, `api` the JSON interface that they use, and `connect` the protocols
//!    of other tools.
//! 4. `memories` holds the open memories: many readers, one writer each.
//! 5. `workers` runs processes that read and align articles, within budgets.

mod api;
mod connect;
mod connections;
mod failure;
mod guard;
mod guesses;
mod memories;
mod pages;
mod server;
mod workers;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;

pub use server::serve;
pub use workers::{Budget, WorkerProgram};

use crate::align::Aligner;
use crate::error::Result;
use crate::quality::Checks;
use api::Jobs;
use connect::OmegatProjects;
use memories::Memories;
use workers::Workers;

/// What to serve, where and to whom.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// The address to listen on; port 0 stands for any free port.
    pub listen: SocketAddr,
    /// The memories, each with the penalty of its matches in points. Other tools add units to the first.
    pub memories: Vec<(PathBuf, u8)>,
    /// The token that clients must send; without one, all programs on this machine have access.
    pub token: Option<String>,
    /// Additional host names under which requests are accepted.
    pub hosts: Vec<String>,
    /// OmegaT projects in whose `tm` folder a TMX of each memory is kept up to date.
    pub omegat: Vec<PathBuf>,
    /// The author of changes made through the server.
    pub author: Option<String>,
    /// The aligner, which shows what speaks for a pair.
    pub aligner: Aligner,
    /// The program that reads and aligns articles.
    pub worker: WorkerProgram,
    /// What the alignment of two articles may use.
    pub budget: Budget,
}

/// The state that all requests share.
#[derive(Clone)]
struct Desk {
    memories: Arc<Memories>,
    jobs: Arc<Jobs>,
    workers: Arc<Workers>,
    author: Option<String>,
    aligner: Arc<Aligner>,
    checks: Arc<Checks>,
}

/// The largest body of a request in bytes, except for uploads.
const MAX_BODY_BYTES: usize = 4 << 20;

fn router(desk: Desk) -> Router {
    Router::new()
        .merge(pages::routes())
        .merge(api::routes())
        .merge(connect::routes())
        .route_layer(axum::middleware::from_fn(server::record_route))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(desk)
}

/// Opens the memories and prepares the shared state.
fn open(options: &ServeOptions) -> Result<Desk> {
    let memories = Memories::open(&options.memories, options.author.as_deref())?;
    Ok(Desk {
        memories: Arc::new(memories),
        jobs: Arc::new(Jobs::default()),
        workers: Arc::new(Workers::new(options.worker.clone(), options.budget)),
        author: options.author.clone(),
        aligner: Arc::new(options.aligner.clone()),
        checks: Arc::default(),
    })
}

/// Checks and prepares the OmegaT projects.
fn projects(options: &ServeOptions) -> Result<OmegatProjects> {
    OmegatProjects::of(&options.omegat)
}
