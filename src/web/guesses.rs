//! Slowing down clients that guess tokens.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::failure::Failure;

/// Wrong tokens that are answered at once: a person may mistype.
const FREE_GUESSES: u32 = 10;

/// The time to the next answer to a wrong token after that; it doubles with each.
const FIRST_DELAY: Duration = Duration::from_millis(100);

/// The longest time to an answer.
const LONGEST_DELAY: Duration = Duration::from_secs(10);

/// After this time without a wrong token, an address is forgotten.
const MEMORY: Duration = Duration::from_secs(15 * 60);

/// The largest number of addresses that are remembered.
const MAX_ADDRESSES: usize = 10_000;

/// The wrong tokens of each address.
#[derive(Debug, Clone, Default)]
pub struct Guesses(Arc<Mutex<HashMap<IpAddr, Guesser>>>);

#[derive(Debug)]
struct Guesser {
    wrong: u32,
    /// When the last answer is due.
    until: Instant,
}

impl Guesses {
    /// Waits before a wrong token is answered. The guesses of an address are answered one after another, so
    /// that guessing on many connections is not faster.
    ///
    /// # Errors
    /// When the address has sent so many that it has to wait.
    pub async fn delay(&self, address: IpAddr) -> Result<(), Failure> {
        let due = self.count(address, Instant::now())?;
        tokio::time::sleep_until(due).await;
        Ok(())
    }

    /// Counts a wrong token. Returns when to answer it.
    fn count(&self, address: IpAddr, now: Instant) -> Result<Instant, Failure> {
        let mut guessers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if guessers.len() >= MAX_ADDRESSES {
            guessers.retain(|_, guesser| guesser.until + MEMORY > now);
        }
        let guesser = guessers.entry(address).or_insert(Guesser { wrong: 0, until: now });
        if guesser.until + MEMORY < now {
            guesser.wrong = 0;
        }
        let wait = guesser.until.saturating_duration_since(now);
        if wait > LONGEST_DELAY {
            return Err(Failure::busy("too many wrong tokens; wait before you try again", wait));
        }
        guesser.wrong = guesser.wrong.saturating_add(1);
        let delay = match guesser.wrong.checked_sub(FREE_GUESSES + 1) {
            None => Duration::ZERO,
            Some(over) => FIRST_DELAY.saturating_mul(1 << over.min(20)).min(LONGEST_DELAY),
        };
        guesser.until = guesser.until.max(now) + delay;
        Ok(guesser.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_are_answered_ever_more_slowly() {
        let guesses = Guesses::default();
        let (address, now) = (IpAddr::from([192, 0, 2, 1]), Instant::now());
        let due: Vec<Option<Duration>> =
            (0..30).map(|_| guesses.count(address, now).ok().map(|due| due - now)).collect();
        assert_eq!(due[..10], [Some(Duration::ZERO); 10]);
        assert_eq!(due[10..13], [100, 300, 700].map(|time| Some(Duration::from_millis(time))));
        assert_eq!(due.last(), Some(&None));
        // Nobody else waits, and nobody for ever.
        let other = IpAddr::from([192, 0, 2, 2]);
        assert_eq!(guesses.count(other, now).unwrap(), now);
        let later = now + 2 * MEMORY;
        assert_eq!(guesses.count(address, later).unwrap(), later);
    }
}
