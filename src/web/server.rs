//! Accepting connections, with limits and time-outs, and shutting down.

use std::convert::Infallible;

use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::MatchedPath;
use axum::http::{Method, Request, Response, StatusCode};
use axum::middleware::Next;
use axum::response::IntoResponse;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use super::connections::{Connections, Seat, TimedBody};
use super::failure::Failure;
use super::guard::{Guard, protect};
use super::{ServeOptions, connect, open, projects, router};
use crate::error::{Error, Result};

/// How long a client may take to send the header of a request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a request may take from the end of its header to the header of the response, including its
/// body.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(120);

/// How long a client may send nothing. Longer than a request may take, because it waits for the answer.
const READ_TIMEOUT: Duration = Duration::from_secs(150);

// A request that takes too long is answered, not cut off.
const _: () = assert!(REQUEST_TIMEOUT.as_secs() < READ_TIMEOUT.as_secs());

/// How long a client may receive nothing.
const WRITE_TIMEOUT: Duration = Duration::from_secs(60);

/// Responses that take at least this long are logged as slow.
const SLOW_RESPONSE: Duration = Duration::from_secs(1);

/// How long requests under way may take after the server was told to stop.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(3);

/// How long changes that have begun may take after that. What is not done then is not changed.
const CHANGE_TIMEOUT: Duration = Duration::from_millis(1500);

/// Serves until the process is told to stop. Calls `ready` with the address once the server listens.
///
/// # Errors
/// When a memory cannot be opened, the server cannot listen on the address, a token is missing for an
/// address that other machines can reach, or an OmegaT project is not found.
pub fn serve(options: &ServeOptions, ready: impl FnOnce(SocketAddr)) -> Result<()> {
    if !options.listen.ip().is_loopback() && options.token.is_none() {
        return Err(Error::TokenNeeded { address: options.listen.to_string() });
    }
    let desk = open(options)?;
    let projects = projects(options)?;
    let failed =
        |error: std::io::Error| Error::Listen { address: options.listen.to_string(), error };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(failed)?;
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(options.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let guard = Guard::new(address, options.token.clone(), &options.hosts);
        let follower = tokio::spawn(connect::follow(Arc::clone(&desk.memories), projects));
        tracing::info!(%address, "listening");
        ready(address);
        accept_connections(listener, router(desk), guard).await;
        follower.abort();
        Ok(())
    });
    // Ends workers and reading, too.
    runtime.shutdown_timeout(CHANGE_TIMEOUT);
    served
}

async fn accept_connections(listener: TcpListener, router: Router, guard: Guard) {
    let connections = Arc::<Connections>::default();
    let (stop, stopping) = watch::channel(false);
    let mut shutdown_requested = pin!(shutdown_requested());
    loop {
        let (stream, address) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                // For example out of file descriptors; wait until other connections close.
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut shutdown_requested => break,
        };
        let seat = tokio::select! {
            seat = connections.seat(address.ip()) => seat,
            () = &mut shutdown_requested => break,
        };
        let Some(seat) = seat else { continue };
        let client = Client { address: address.ip(), seat: Arc::new(seat) };
        let (router, guard, stopping) = (router.clone(), guard.clone(), stopping.clone());
        tokio::spawn(serve_connection(stream, client, router, guard, stopping));
    }
    tracing::info!("stopping");
    drop(listener);
    // Fails only if no connection is open.
    let _ = stop.send(true);
    let end = Instant::now() + SHUTDOWN_TIMEOUT;
    while connections.count() > 0 && Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Who is at the other end of a connection.
#[derive(Debug, Clone)]
struct Client {
    address: IpAddr,
    seat: Arc<Seat>,
}

async fn serve_connection(
    stream: TcpStream,
    client: Client,
    router: Router,
    guard: Guard,
    mut stopping: watch::Receiver<bool>,
) {
    // Small responses are sent at once; if the system refuses, they are merely sent later.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_read_timeout(Some(READ_TIMEOUT));
    stream.set_write_timeout(Some(WRITE_TIMEOUT));
    let seat = Arc::clone(&client.seat);
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        answer(request.map(Body::new), client.clone(), router.clone(), guard.clone())
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_headers(64)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    let mut connection = pin!(connection);
    let is_stopping = tokio::select! {
        _ = connection.as_mut() => false,
        () = seat.told_to_close() => false,
        stop = stopping.changed() => stop.is_ok(),
    };
    if is_stopping {
        connection.as_mut().graceful_shutdown();
        // An error here only means that the client has gone.
        let _ = connection.await;
    }
}

async fn answer(
    request: Request<Body>,
    client: Client,
    router: Router,
    guard: Guard,
) -> std::result::Result<Response<Body>, Infallible> {
    let start = Instant::now();
    let method = request.method().clone();
    let seat = Arc::clone(&client.seat);
    let request = request.map(|body| Body::new(TimedBody::new(body, client.seat)));
    let mut response = match guard.admit(request, client.address).await {
        Ok(request) => match tokio::time::timeout(REQUEST_TIMEOUT, router.oneshot(request)).await {
            Ok(Ok(response)) => response,
            Err(_) => {
                let what = "the request took too long; try again, or use the command line";
                Failure::new(StatusCode::REQUEST_TIMEOUT, what).into_response()
            }
        },
        Err(refusal) => *refusal,
    };
    protect(&mut response);
    log(&method, &response, start.elapsed());
    seat.answered();
    Ok(response)
}

/// Logs a response with its route, but not its path or query: they contain texts and tokens, which do not
/// belong in a log.
fn log(method: &Method, response: &Response<Body>, took: Duration) {
    let route = response.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    let (status, milliseconds) = (response.status().as_u16(), took.as_millis() as u64);
    if response.status().is_server_error() {
        tracing::error!(%method, route, status, milliseconds, "failed");
    } else if took >= SLOW_RESPONSE {
        tracing::warn!(%method, route, status, milliseconds, "slow");
    } else if response.status().is_client_error() {
        tracing::info!(%method, route, status, milliseconds, "refused");
    } else {
        tracing::debug!(%method, route, status, milliseconds, "answered");
    }
}

/// Attaches the matched route to the response, for the log.
pub async fn record_route(
    route: Option<MatchedPath>,
    request: Request<Body>,
    next: Next,
) -> Response<Body> {
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    response
}

/// Waits until the user or the system tells the program to stop.
async fn shutdown_requested() {
    let interrupted = async { tokio::signal::ctrl_c().await.ok() };
    #[cfg(unix)]
    let terminated = async {
        let kind = tokio::signal::unix::SignalKind::terminate();
        match tokio::signal::unix::signal(kind) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<Option<()>>();
    tokio::select! {
        _ = interrupted => {}
        _ = terminated => {}
    }
}
