//! The seats of open connections. A client that is idle or slow gives way to others when they are all taken.

use std::collections::HashMap;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::sync::Notify;
use tokio::time::{Instant, Sleep};

/// The largest number of open connections.
const MAX_CONNECTIONS: usize = 256;

/// The largest number of open connections of an address.
const MAX_OF_ADDRESS: usize = 128;

/// How long a client may take to send the first bytes of a body.
const BODY_TIME: Duration = Duration::from_secs(10);

/// How many bytes of a body a client must send in a second, on average.
const BODY_RATE: u64 = 16 << 10;

/// The open connections.
#[derive(Debug, Default)]
pub struct Connections {
    table: Mutex<Table>,
    /// Notified when a seat becomes free.
    freed: Notify,
}

#[derive(Debug, Default)]
struct Table {
    last: u64,
    open: HashMap<u64, Open>,
}

/// An open connection.
#[derive(Debug)]
struct Open {
    address: IpAddr,
    state: State,
    since: Instant,
    close: Arc<Notify>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The client sends nothing, or has not yet sent the whole request.
    Receiving,
    /// The server works on the request.
    Answering,
    /// It was told to close.
    Closing,
}

impl Connections {
    /// A seat for a connection, as soon as there is one; `None` if its address has too many connections that
    /// wait for answers.
    pub async fn seat(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        loop {
            let freed = self.freed.notified();
            let seat = self.with(|table| {
                let of_address = |open: &&Open| open.address == address;
                if table.open.values().filter(of_address).count() >= MAX_OF_ADDRESS
                    && !table.close_oldest(|open| open.address == address)
                {
                    return Some(None);
                }
                if table.open.len() >= MAX_CONNECTIONS {
                    table.close_oldest(|_| true);
                    return None;
                }
                table.last += 1;
                let close = Arc::new(Notify::new());
                let (state, since) = (State::Receiving, Instant::now());
                let open = Open { address, state, since, close: Arc::clone(&close) };
                table.open.insert(table.last, open);
                Some(Some((table.last, close)))
            });
            match seat {
                Some(seat) => {
                    let connections = Arc::clone(self);
                    return seat.map(|(number, close)| Seat { connections, number, close });
                }
                None => freed.await,
            }
        }
    }

    /// The number of open connections.
    pub fn count(&self) -> usize {
        self.with(|table| table.open.len())
    }

    fn with<T>(&self, work: impl FnOnce(&mut Table) -> T) -> T {
        work(&mut self.table.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Table {
    /// Tells the connection to close that has been receiving for the longest time. Returns whether there was
    /// one, or one is closing already.
    fn close_oldest(&mut self, admits: impl Fn(&Open) -> bool) -> bool {
        if self.open.values().any(|open| open.state == State::Closing && admits(open)) {
            return true;
        }
        let receiving =
            self.open.values_mut().filter(|open| open.state == State::Receiving && admits(open));
        let Some(oldest) = receiving.min_by_key(|open| open.since) else { return false };
        oldest.state = State::Closing;
        oldest.close.notify_one();
        true
    }
}

/// A seat, which is given back when it is dropped.
#[derive(Debug)]
pub struct Seat {
    connections: Arc<Connections>,
    number: u64,
    close: Arc<Notify>,
}

impl Seat {
    /// Waits until the connection has to give way to others.
    pub async fn told_to_close(&self) {
        self.close.notified().await;
    }

    /// Notes that the whole request has been received.
    fn received(&self) {
        self.set(State::Answering);
    }

    /// Notes that the response begins.
    pub fn answered(&self) {
        self.set(State::Receiving);
    }

    fn set(&self, state: State) {
        self.connections.with(|table| {
            if let Some(open) = table.open.get_mut(&self.number)
                && open.state != State::Closing
            {
                (open.state, open.since) = (state, Instant::now());
            }
        });
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.connections.with(|table| table.open.remove(&self.number));
        self.connections.freed.notify_waiters();
    }
}

/// The body of a request, which must not be sent too slowly.
pub struct TimedBody {
    body: Body,
    seat: Arc<Seat>,
    start: Instant,
    received: u64,
    deadline: Pin<Box<Sleep>>,
}

impl TimedBody {
    /// The body of a request on a connection.
    pub fn new(body: Body, seat: Arc<Seat>) -> TimedBody {
        if body.is_end_stream() {
            seat.received();
        }
        let start = Instant::now();
        let deadline = Box::pin(tokio::time::sleep_until(start + BODY_TIME));
        TimedBody { body, seat, start, received: 0, deadline }
    }
}

impl HttpBody for TimedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                self.received += frame.data_ref().map_or(0, |data| data.len() as u64);
                let time = BODY_TIME + Duration::from_secs(self.received / BODY_RATE);
                let end = self.start + time;
                self.deadline.as_mut().reset(end);
                if self.body.is_end_stream() {
                    self.seat.received();
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(None) => {
                self.seat.received();
                Poll::Ready(None)
            }
            Poll::Ready(error) => Poll::Ready(error),
            Poll::Pending => self.deadline.as_mut().poll(context).map(|()| {
                let late = std::io::Error::other("the body was sent too slowly");
                Some(Err(axum::Error::new(late)))
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
