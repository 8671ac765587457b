//! LiveKit's server and its Redis, on loopback alone, for as long as a test needs them.

use std::fs::{self, File};
use std::io::Write;
use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use serde_json::json;
use siptrunk::sandbox::Exchange;
use siptrunk::vendors::SANDBOXES;
use tempfile::TempDir;

use super::front::Front;
use crate::support::sandbox::Sandbox;

/// Both answer a tenth of a second after their start.
const PATIENCE: Duration = Duration::from_secs(20);

pub const KEY: &str = "APItestkey000001";
pub const SECRET: &str = "a secret of the tests, 32 characters and more";

/// The programs, if `.ci/livekit` finds them; else it has said why not. In CI that is a failure; elsewhere the tests say it
/// once, past the test harness's capture.
static PROGRAMS: LazyLock<Option<[PathBuf; 2]>> = LazyLock::new(|| {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/livekit");
    let output = Command::new(script).output().expect("the script runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    let (paths, missing) = (text(&output.stdout), text(&output.stderr));
    if let [server, redis] = paths.lines().collect::<Vec<_>>()[..] {
        return Some([server.into(), redis.into()]);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{missing}, and CI must not do without");
    let _ = writeln!(std::io::stderr(), "\nskipped: {missing}; tests against LiveKit's real server did nothing\n");
    None
});

/// A server with nothing in it, which ends with its test.
pub struct Server {
    pub url: String,
    server: Child,
    redis: Option<Child>,
    _folder: TempDir,
}

impl Server {
    /// Starts one; `None` where there are no programs.
    pub async fn start() -> Option<Self> {
        Self::started(true).await
    }

    /// One that was set up without Redis.
    pub async fn without_redis() -> Option<Self> {
        Self::started(false).await
    }

    async fn started(with_redis: bool) -> Option<Self> {
        let programs = PROGRAMS.as_ref()?;
        // A port that was free may be taken when a program wants it.
        for _ in 0..5 {
            if let Some(server) = Self::attempt(programs, with_redis).await {
                return Some(server);
            }
        }
        panic!("the server does not start");
    }

    async fn attempt([server, redis]: &[PathBuf; 2], with_redis: bool) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let (port, redis_port) = (free_port(), free_port());
        let log = |name: &str| File::create(folder.path().join(name)).expect("a log");
        let redis = with_redis.then(|| {
            tied(redis)
                .current_dir(&folder)
                .args(["--port", &redis_port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
                .args(["--requirepass", SECRET])
                .stdout(log("redis.log"))
                .spawn()
                .expect("redis-server starts")
        });
        // The media ports would be open on all addresses otherwise.
        let mut config = json!({
            "port": port, "bind_addresses": ["127.0.0.1"],
            "rtc": {"tcp_port": 0, "udp_port": free_udp_port(), "interfaces": {"includes": ["lo"]},
                "ips": {"includes": ["127.0.0.0/8"]}, "use_external_ip": false, "node_ip": "127.0.0.1",
                "enable_loopback_candidate": true, "stun_servers": []},
            "turn": {"enabled": false},
            "keys": {KEY: SECRET},
        });
        if with_redis {
            config["redis"] = json!({"address": format!("127.0.0.1:{redis_port}"), "password": SECRET});
        }
        let file = folder.path().join("livekit.yaml");
        // JSON is YAML, too.
        fs::write(&file, config.to_string()).expect("a configuration");
        if with_redis {
            wait_for(redis_port).await;
        }
        let server = tied(server).arg("--config").arg(&file).stderr(log("server.log")).spawn().expect("it starts");
        let url = format!("http://127.0.0.1:{port}");
        let mut server = Self { url, server, redis, _folder: folder };
        server.ready().await.then_some(server)
    }

    /// Waits until it lets its key in; not so where it ends before, or another program has its port.
    async fn ready(&mut self) -> bool {
        let begun = Instant::now();
        let probe = Sandbox::start(&[]).await.but(self.variables());
        while begun.elapsed() < PATIENCE {
            let ended = |child: &mut Child| child.try_wait().expect("it can be waited for").is_some();
            if self.redis.as_mut().is_some_and(ended) || ended(&mut self.server) {
                return false;
            }
            if let Ok(answer) = probe.try_ask("livekit", "POST", "ListSIPInboundTrunk", json!({})).await {
                return answer.status == if self.redis.is_some() { 200 } else { 500 };
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        false
    }

    /// The environment in which the provider finds it.
    pub fn variables(&self) -> Vec<(String, String)> {
        let variables = [("LIVEKIT_URL", self.url.as_str()), ("LIVEKIT_API_KEY", KEY), ("LIVEKIT_API_SECRET", SECRET)];
        variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    /// All vendors in a sandbox, with this one in the place of LiveKit's stand-in. It ends with the sandbox.
    pub async fn behind_sandbox(self) -> Sandbox {
        let credentials = [("LIVEKIT_API_KEY", KEY), ("LIVEKIT_API_SECRET", SECRET)];
        let mut exchange = Exchange::new(SANDBOXES);
        exchange.stand_in("livekit", Box::new(Front::of(self)));
        Sandbox::of(exchange).await.but(credentials.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
    }

    /// All vendors in a sandbox, but that this is LiveKit. Calls go to it directly.
    pub async fn among_sandboxes(&self) -> Sandbox {
        Sandbox::start(&[]).await.but(self.variables())
    }

    /// Takes its Redis away.
    pub fn lose_redis(&mut self) {
        self.redis.as_mut().into_iter().for_each(end);
    }

    /// Ends the server itself.
    pub fn stop(&mut self) {
        end(&mut self.server);
    }

    /// The ids of both processes.
    pub fn processes(&self) -> Vec<u32> {
        [Some(&self.server), self.redis.as_ref()].into_iter().flatten().map(Child::id).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.server);
        self.lose_redis();
    }
}

/// LiveKit's stand-in with these switches and, where it is there, its real server behind the same log and faults, which no
/// switch changes.
pub async fn everywhere(switches: &[&str]) -> Vec<Sandbox> {
    let mut all = vec![Sandbox::start(switches).await];
    if let Some(server) = Server::start().await {
        all.push(server.behind_sandbox().await);
    }
    all
}

/// A polite signal would have the server wait for calls to end.
fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// A command that ends with the thread that starts it, whatever becomes of that.
fn tied(program: &Path) -> Command {
    let mut command = match cfg!(target_os = "linux") {
        true => {
            let mut command = Command::new("setpriv");
            command.args(["--pdeathsig", "KILL"]).arg(program);
            command
        }
        false => Command::new(program),
    };
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr()).expect("a free port").port()
}

fn free_udp_port() -> u16 {
    UdpSocket::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr()).expect("a free port").port()
}

async fn wait_for(port: u16) {
    let begun = Instant::now();
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() && begun.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
