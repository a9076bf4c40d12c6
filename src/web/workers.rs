//! Worker processes: reading and aligning articles is done by a process of its own, which is stopped when it
//! exceeds its budget of memory or time, or when nobody waits for it any more.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use axum::http::StatusCode;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

use super::failure::Failure;
use crate::job::{Order, Report};
use crate::model::DocumentId;

/// The program that carries out orders. It gets an [`Order`] as a line of JSON on standard input, which stays
/// open for as long as the server runs, and writes [`Report`]s as lines of JSON to standard output.
#[derive(Debug, Clone)]
pub struct WorkerProgram {
    /// The program.
    pub program: PathBuf,
    /// Its arguments. `--memory-limit` and a number of megabytes are added to them.
    pub arguments: Vec<OsString>,
}

/// What a worker may use.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Memory in megabytes.
    pub megabytes: u32,
    /// Time until it has to be done.
    pub time: Duration,
}

/// Runs workers.
#[derive(Debug)]
pub struct Workers {
    program: WorkerProgram,
    /// The budget of a job.
    budget: Budget,
    /// A job uses all cores and much memory, so that there is only one at a time.
    job: Semaphore,
    /// For work that a user waits for.
    prompt: Semaphore,
}

/// The budget of work that a user waits for, which does not wait for jobs.
const PROMPT_BUDGET: Budget = Budget { megabytes: 256, time: Duration::from_secs(60) };

/// The largest output of a worker in bytes.
const MAX_OUTPUT: u64 = 4 << 20;

impl Workers {
    /// Workers of a program, with a budget for each job.
    pub fn new(program: WorkerProgram, budget: Budget) -> Workers {
        Workers { program, budget, job: Semaphore::new(1), prompt: Semaphore::new(1) }
    }

    /// Carries out an order when the orders before it are done. `begun` is called when its turn comes;
    /// `report` gets all reports but the last.
    pub async fn do_job(
        &self,
        order: &Order,
        begun: impl FnOnce(),
        report: impl FnMut(Report),
    ) -> Result<Option<DocumentId>, Failure> {
        let _turn = self.job.acquire().await.map_err(|_| stopping())?;
        begun();
        self.carry_out(order, self.budget, report).await
    }

    /// Carries out an order that a user waits for.
    pub async fn do_promptly(&self, order: &Order) -> Result<Option<DocumentId>, Failure> {
        let _turn = self.prompt.acquire().await.map_err(|_| stopping())?;
        self.carry_out(order, PROMPT_BUDGET, |_| {}).await
    }

    async fn carry_out(
        &self,
        order: &Order,
        budget: Budget,
        report: impl FnMut(Report),
    ) -> Result<Option<DocumentId>, Failure> {
        let mut child = self.start(budget).map_err(|error| not_started(&error))?;
        let ended = tokio::time::timeout(budget.time, converse(&mut child, order, report)).await;
        let last = match ended {
            Ok(last) => last.map_err(|error| not_started(&error))?,
            Err(_) => {
                // Also done when the child is dropped; then nobody waits for its end.
                let _ = child.kill().await;
                let minutes = budget.time.as_secs().div_ceil(60);
                return Err(over_budget(&format!("took longer than {minutes} min")));
            }
        };
        match last {
            Some(Report::Done { document }) => Ok(document),
            Some(Report::Failed { kind, message }) => Err(Failure::of(kind, message)),
            _ => Err(match child.wait().await {
                Ok(status) if is_out_of_memory(status) => {
                    over_budget(&format!("needs more than {} MB of memory", budget.megabytes))
                }
                _ => Failure::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "the alignment ended unexpectedly; try again, or align the files with the command line",
                ),
            }),
        }
    }

    fn start(&self, budget: Budget) -> std::io::Result<Child> {
        Command::new(&self.program.program)
            .args(&self.program.arguments)
            .arg("--memory-limit")
            .arg(budget.megabytes.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
    }
}

/// Gives a worker its order and takes its reports. Returns the last, if it says how the work ended.
async fn converse(
    child: &mut Child,
    order: &Order,
    mut report: impl FnMut(Report),
) -> std::io::Result<Option<Report>> {
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Ok(None);
    };
    let mut line = serde_json::to_string(order)?;
    line.push('\n');
    // A worker that has ended already says nothing, either.
    let _ = input.write_all(line.as_bytes()).await;
    let mut lines = BufReader::new(output.take(MAX_OUTPUT)).lines();
    while let Some(line) = lines.next_line().await? {
        match serde_json::from_str(&line)? {
            last @ (Report::Done { .. } | Report::Failed { .. }) => return Ok(Some(last)),
            other => report(other),
        }
    }
    Ok(None)
}

/// Whether a process was ended because it got no more memory: by itself, or by the system.
#[cfg(unix)]
fn is_out_of_memory(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    /// The numbers of these signals are the same on all Unix systems.
    const SIGABRT: i32 = 6;
    const SIGKILL: i32 = 9;
    matches!(status.signal(), Some(SIGABRT | SIGKILL))
}

#[cfg(not(unix))]
fn is_out_of_memory(_status: ExitStatus) -> bool {
    false
}

fn over_budget(how: &str) -> Failure {
    let what = format!(
        "the alignment {how}; split the articles, or align them with the command line and look at them here"
    );
    Failure::new(StatusCode::UNPROCESSABLE_ENTITY, what)
}

fn not_started(error: &std::io::Error) -> Failure {
    let what = format!("the alignment could not be started: {error}; restart the server");
    Failure::new(StatusCode::INTERNAL_SERVER_ERROR, what)
}

fn stopping() -> Failure {
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, "the server is stopping; start it again")
}
