//! What the pages ask, and whoever else wants to: JSON with the names that the command line uses.
//! `/api/openapi.json` describes all of it.

mod documents;
mod jobs;
mod memories;
mod review;
mod search;
mod units;

use axum::Router;
use axum::extract::{FromRequest, FromRequestParts};
use axum::http::header;
use axum::routing::get;

pub use jobs::Jobs;
pub use search::{LookupParams, find_matches};
pub use units::add_unit;

use super::Desk;
use super::failure::Failure;

/// The description of the interface.
pub const OPENAPI: &str = include_str!("../assets/openapi.json");

pub fn routes() -> Router<Desk> {
    Router::new()
        .route(
            "/api/openapi.json",
            get(|| async { ([(header::CONTENT_TYPE, "application/json")], OPENAPI) }),
        )
        .merge(memories::routes())
        .merge(documents::routes())
        .merge(review::routes())
        .merge(search::routes())
        .merge(units::routes())
}

/// A body of JSON, or a refusal in JSON.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(Failure))]
struct JsonBody<T>(T);

/// What the query says, or a refusal in JSON.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Failure))]
pub struct QueryParams<T>(pub T);

/// What the path says, or a refusal in JSON.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Failure))]
pub struct PathParams<T>(pub T);

/// A parameter that must parse as what it stands for.
fn parse_param<T: std::str::FromStr>(text: &str) -> Result<T, Failure>
where
    T::Err: std::fmt::Display,
{
    text.trim().parse().map_err(|error: T::Err| Failure::bad_request(error.to_string()))
}

/// A parse_list that a parameter gives, parted by commas.
fn parse_list<T: std::str::FromStr>(text: Option<&str>) -> Result<Vec<T>, Failure>
where
    T::Err: std::fmt::Display,
{
    let items = text.unwrap_or_default().split(',').filter(|item| !item.trim().is_empty());
    items.map(parse_param).collect()
}
