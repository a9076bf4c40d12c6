//! The web pages, styles and scripts, embedded in the program.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, header};
use axum::response::IntoResponse;
use axum::routing::get;

use super::Desk;
use super::failure::Failure;
use crate::exchange::Format;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// An embedded file: name, content type and content.
struct Asset(&'static str, &'static str, &'static str);

const ASSETS: [Asset; 8] = [
    Asset("desk.css", CSS, include_str!("assets/desk.css")),
    Asset("common.js", SCRIPT, include_str!("assets/common.js")),
    Asset("documents.js", SCRIPT, include_str!("assets/documents.js")),
    Asset("review.js", SCRIPT, include_str!("assets/review.js")),
    Asset("rows.js", SCRIPT, include_str!("assets/rows.js")),
    Asset("keys.js", SCRIPT, include_str!("assets/keys.js")),
    Asset("search.js", SCRIPT, include_str!("assets/search.js")),
    Asset("icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
];

pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/", get(|| async { page(include_str!("assets/documents.html")) }))
        .route("/search", get(|| async { page(include_str!("assets/search.html")) }))
        .route(
            "/documents/{memory}/{document}",
            get(|| async { page(include_str!("assets/review.html")) }),
        )
        .route("/assets/{name}", get(asset))
        .fallback(|| async {
            Failure::not_found("this page does not exist; / lists the documents")
        })
}

fn page(content: &str) -> Response<Body> {
    let content = content.replace("<!-- formats -->", &format_options());
    ([(header::CONTENT_TYPE, HTML), (header::CACHE_CONTROL, "no-cache")], content).into_response()
}

/// The formats of downloads, as options of a menu.
fn format_options() -> String {
    Format::all()
        .filter(|format| format.media_type().is_some())
        .map(|format| {
            let name = format.name();
            format!("<option value=\"{name}\">{}</option>", name.to_uppercase())
        })
        .collect()
}

async fn asset(Path(name): Path<String>) -> Response<Body> {
    match ASSETS.iter().find(|asset| asset.0 == name) {
        Some(Asset(_, kind, content)) => {
            let headers = [(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, "no-cache")];
            (headers, *content).into_response()
        }
        None => {
            Failure::not_found("this file does not exist; / lists the documents").into_response()
        }
    }
}
