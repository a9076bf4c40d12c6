//! Runs that are killed while they work.

use std::process::Child;
use std::time::Duration;

/// Where a kill fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fell {
    /// Nothing that would last had been done.
    Before,
    /// Work had begun and was not finished.
    Amid,
    /// All was done.
    After,
}

/// Kills runs until `wanted` of them died amid their work. A run takes about `whole`; moments are spread
/// over that time, which is corrected as runs turn out to be faster or slower. `look` sees what each kill
/// has left, and says where it fell.
///
/// Fails when too few kills fell amid the work, for then nothing is known of such kills.
#[track_caller]
pub fn kill_amid(
    wanted: u32,
    whole: Duration,
    mut start: impl FnMut() -> Child,
    mut look: impl FnMut() -> Fell,
) {
    /// Each moment is as far from the others as can be (the golden section).
    const STEP: f64 = 0.618_033_988_749_895;
    let (mut amid, mut whole) = (0, whole);
    let attempts = wanted * 5 + 10;
    for attempt in 1..=attempts {
        let mut run = start();
        std::thread::sleep(whole.mul_f64((f64::from(attempt) * STEP).fract()));
        let had_ended = run.try_wait().unwrap().is_some();
        run.kill().unwrap();
        run.wait().unwrap();
        match look() {
            Fell::Before => {
                assert!(!had_ended, "a run ended without having done anything");
                whole = whole.mul_f64(1.05);
            }
            Fell::Amid => {
                assert!(!had_ended, "a run ended without having done all");
                amid += 1;
            }
            Fell::After => whole = whole.mul_f64(0.9),
        }
        if amid == wanted {
            return;
        }
    }
    panic!("only {amid} of {attempts} kills fell amid the work; {wanted} were wanted");
}
