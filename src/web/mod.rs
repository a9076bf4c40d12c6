//! The desk: an HTTP server for review, search, and the tools translators work in.
//!
//! 1. `server` takes connections, with limits and time-outs, and stops gracefully.
//! 2. `guard` lets a request in or refuses it: who asks, from which page, under which name.
//! 3. `pages` are what a browser shows, `api` is what the pages ask, and `connect` speaks the
//!    protocols of other tools.
//! 4. `memories` holds the open memories: many read, one writes.

mod api;
mod connect;
mod failure;
mod guard;
mod memories;
mod pages;
mod server;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;

pub use server::serve;

use crate::align::Aligner;
use crate::error::Result;
use crate::quality::Checks;
use api::Jobs;
use connect::OmegatProjects;
use memories::Memories;

/// What is served, where and to whom.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Where to listen; port 0 is any free one.
    pub listen: SocketAddr,
    /// The memories, each with what its matches lose; the first is where tools add units.
    pub memories: Vec<(PathBuf, u8)>,
    /// What whoever asks must know; none, and everybody on this machine may ask.
    pub token: Option<String>,
    /// Names under which this machine is asked, besides its own.
    pub hosts: Vec<String>,
    /// OmegaT projects whose `tm` folder gets a TMX that follows the memories.
    pub omegat: Vec<PathBuf>,
    /// Whose changes these are.
    pub author: Option<String>,
    /// What aligns the articles that are dropped.
    pub aligner: Aligner,
}

/// What all requests share.
#[derive(Clone)]
struct Desk {
    memories: Arc<Memories>,
    jobs: Arc<Jobs>,
    aligner: Arc<Aligner>,
    checks: Arc<Checks>,
}

/// Bytes of a request's body at most, but for uploads.
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

/// The memories of these options, open.
fn open(options: &ServeOptions) -> Result<Desk> {
    let memories = Memories::open(&options.memories, options.author.as_deref())?;
    Ok(Desk {
        memories: Arc::new(memories),
        jobs: Arc::new(Jobs::default()),
        aligner: Arc::new(options.aligner.clone()),
        checks: Arc::default(),
    })
}

/// The OmegaT projects of these options.
fn projects(options: &ServeOptions) -> Result<OmegatProjects> {
    OmegatProjects::of(&options.omegat)
}
