//! `siptrunk sandbox` as a process.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::super::support::process::COMPANION;
use super::Sandbox;

const PATIENCE: Duration = Duration::from_secs(20);

/// Runs it to its end.
fn siptrunk(arguments: &[&str]) -> Output {
    run(Command::new(COMPANION).arg("sandbox").args(arguments))
}

fn run(command: &mut Command) -> Output {
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    wait(&mut child);
    child.wait_with_output().expect("its output")
}

/// Waits for its end, which must come soon.
fn wait(child: &mut Child) -> ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            return status;
        }
        if begun.elapsed() > PATIENCE {
            child.kill().expect("it can be ended");
            panic!("it does not end");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Makes a trunk as any caller would, with what bash alone can do.
const MAKE_A_TRUNK: &str = r#"
host=${SIPTRUNK_SANDBOX#http://}
path=/${CRAZYTEL_BASE_URL#http://*/}/sip-trunks/
body='{"password":"Harbour42Bridge","caller_id_number":"61255501234"}'
exec 3<>"/dev/tcp/${host%:*}/${host#*:}"
printf '%s\r\n' "POST $path HTTP/1.1" "host: $host" "connection: close" "x-crazytel-api-key: $CRAZYTEL_API_KEY" \
  "content-type: application/json" "content-length: ${#body}" "" >&3
printf '%s' "$body" >&3
head -n 1 <&3
"#;

#[test]
fn a_command_runs_in_the_environment_and_its_calls_are_logged() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("calls.jsonl");
    let output = siptrunk(&[
        "--log",
        log.to_str().expect("text"),
        "--switch",
        "crazytel.create-status=201",
        "--",
        "bash",
        "-c",
        MAKE_A_TRUNK,
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).trim(), "HTTP/1.1 201 Created", "{}", text(&output.stderr));
    let log = std::fs::read_to_string(log).expect("the log");
    let lines: Vec<Json> = log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["path"], &lines[0]["request"]["password"]), (&"/sip-trunks/".into(), &"***".into()));
    assert_eq!(
        text(&output.stderr).trim(),
        r#"sandbox | POST crazytel /sip-trunks/ 201  {"password":"***","caller_id_number":"61255501234"}"#,
        "no colours where there is no terminal"
    );
}

#[test]
fn quiet_leaves_standard_error_to_the_command() {
    let output = siptrunk(&["--quiet", "--", "bash", "-c", MAKE_A_TRUNK]);
    assert_eq!((text(&output.stdout).trim(), text(&output.stderr).as_str()), ("HTTP/1.1 200 OK", ""));
}

#[test]
fn it_ends_as_its_command_ends() {
    assert_eq!(siptrunk(&["--", "sh", "-c", "exit 7"]).status.code(), Some(7));
    assert_eq!(siptrunk(&["--", "true"]).status.code(), Some(0));
    #[cfg(unix)]
    assert_eq!(siptrunk(&["--", "sh", "-c", "kill -TERM $$"]).status.code(), Some(128 + 15));
}

#[test]
fn a_command_that_cannot_be_started_is_one_sentence_and_127() {
    let output = siptrunk(&["--", "no-such-command-anywhere"]);
    assert_eq!(output.status.code(), Some(127));
    let says = text(&output.stderr);
    assert!(says.lines().count() == 1 && says.contains("cannot run no-such-command-anywhere: "), "{says}");
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn the_command_reaches_the_sandbox_past_a_proxy() {
    let exempted = |proxy: &str, exempt: &str| {
        let mut command = Command::new(COMPANION);
        command.args(["sandbox", "--", "sh", "-c", "echo $NO_PROXY/$no_proxy"]);
        for name in ["ALL_PROXY", "all_proxy", "http_proxy", "no_proxy"] {
            command.env_remove(name);
        }
        text(&run(command.env("HTTP_PROXY", proxy).env("NO_PROXY", exempt)).stdout)
    };
    let with_proxy = exempted("http://proxy.example:3128", "example.net");
    assert_eq!(with_proxy.trim(), "example.net,127.0.0.1/example.net,127.0.0.1");
    assert_eq!(exempted("http://proxy.example:3128", "").trim(), "127.0.0.1/127.0.0.1");
    assert_eq!(exempted("", "example.net").trim(), "example.net/");
}

/// A provider that runs already has an environment of its own, without the sandbox in it.
#[test]
fn no_command_runs_attached_to_a_provider_that_does_not_know_the_sandbox() {
    let attached = |providers: &str| {
        let mut command = Command::new(COMPANION);
        command.args(["sandbox", "--", "sh", "-c", "echo ran with $TF_REATTACH_PROVIDERS"]);
        run(command.env("TF_REATTACH_PROVIDERS", providers))
    };
    for registry in ["registry.terraform.io/siptrunk", "registry.opentofu.org/siptrunk", "terraform.example.com/voice"]
    {
        let output = attached(&format!(r#"{{"{registry}/siptrunk":{{"Protocol":"grpc","Pid":1}}}}"#));
        assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(2), ""), "{registry}");
        let says = text(&output.stderr);
        assert!(says.lines().count() == 1 && says.contains("TF_REATTACH_PROVIDERS attaches Terraform to"), "{says}");
    }
    for others in ["", r#"{"registry.terraform.io/hashicorp/random":{}}"#] {
        let output = attached(others);
        assert_eq!((output.status.code(), text(&output.stdout).trim()), (Some(0), format!("ran with {others}").trim()));
    }
}

#[test]
fn mistakes_are_told_before_anything_runs() {
    for (arguments, words) in [
        (["--switch", "crazytel.delete", "--", "true"], "write it as vendor.switch=value"),
        (["--switch", "crazytel.delete=1", "--", "true"], "crazytel.delete cannot be \"1\"; it can be 200, 204, 405"),
        (
            ["--switch", "acme.delete=1", "--", "true"],
            "there is no switch \"acme.delete\"; there are bolna.…, crazytel.…, ",
        ),
        (["--log", "/no/such/folder/log", "--", "true"], "cannot write the log /no/such/folder/log"),
        (["--port", "x", "--", "true"], "invalid value 'x'"),
        (["--fault", "crazytel.create", "--", "true"], "write it as vendor.call=fault, or vendor.call=fault:times"),
        (["--fault", "crazytel.make=500", "--", "true"], "there are create, read, update, delete, login, any"),
        (["--fault", "crazytel.create=501", "--", "true"], "there is no fault \"501\"; there are 404, 429, "),
        (["--fault", "acme.create=500", "--", "true"], "--fault acme.create=500: there is no vendor \"acme\""),
        (["--fault", "yeastar.login=late", "--", "true"], "these calls of yeastar cannot go wrong so"),
        (["--rate", "0.5", "--", "true"], "--chaos <SEED>"),
    ] {
        let output = siptrunk(&arguments);
        assert!(output.status.code() == Some(2) && text(&output.stderr).contains(words), "{}", text(&output.stderr));
    }
}

#[test]
fn the_switches_can_be_listed() {
    let output = siptrunk(&["--list-switches"]);
    let list = text(&output.stdout);
    assert!(list.contains(
        "crazytel.create-status\n    Status that answers a new trunk.\n    Values: 200, 201. Default: 200.\n"
    ));
    assert!(list.contains("fonedynamics.delete\n"));
}

#[test]
fn faults_are_ordered_by_name_and_come_by_chance_where_a_seed_is_given() {
    let faults = ["--fault", "crazytel.create=503:2", "--fault", "crazytel.create=hang-up-after"];
    let script = format!("for i in 1 2 3 4; do ({MAKE_A_TRUNK}) ; done");
    let output = siptrunk(&[&faults[..], &["--", "bash", "-c", &script]].concat());
    let told = text(&output.stdout);
    let lines: Vec<_> = told.lines().map(str::trim).collect();
    assert_eq!(lines, ["HTTP/1.1 503 Service Unavailable", "HTTP/1.1 503 Service Unavailable", "HTTP/1.1 200 OK"]);
    assert!(text(&output.stderr).contains("hung up (fault: hang-up-after)"), "{}", text(&output.stderr));
    let by_chance = || text(&siptrunk(&["--chaos", "5", "--rate", "0.7", "--", "bash", "-c", &script]).stdout);
    let chance = by_chance();
    assert_eq!(chance, by_chance());
    assert_ne!(chance.lines().map(str::trim).collect::<Vec<_>>(), ["HTTP/1.1 200 OK"; 4]);
    assert!(text(&siptrunk(&["--list-faults"]).stdout).starts_with("404\n    Answered 404 with an HTML page"));
}

/// Ctrl-C reaches the whole process group; the sandbox serves on until the command has ended.
#[cfg(unix)]
#[test]
fn ctrl_c_is_the_commands_business() {
    let script = "trap 'exit 5' INT; kill -INT $PPID $$; sleep 5; exit 6";
    assert_eq!(siptrunk(&["--", "bash", "-c", script]).status.code(), Some(5));
}

/// A termination signal comes to the sandbox alone: a CI job that is cancelled, `kill`, `docker stop`.
#[cfg(unix)]
#[test]
fn a_termination_signal_is_passed_on_to_the_command() {
    let script = "trap 'exit 5' TERM; kill -TERM $PPID; for i in $(seq 100); do sleep 0.1; done; exit 6";
    assert_eq!(siptrunk(&["--", "bash", "-c", script]).status.code(), Some(5));
    let script = "kill -TERM $PPID; for i in $(seq 100); do sleep 0.1; done; exit 6";
    assert_eq!(siptrunk(&["--", "bash", "-c", script]).status.code(), Some(128 + 15), "as its command ends");
}

/// The bodies of creates, from the vendors' pages.
const SEEDS: &str = r#"{
  "bolna": [{"name": "agent", "provider": "custom", "auth_type": "ip-based",
             "gateways": [{"gateway_address": "sip.carrier.example"}], "ip_identifiers": [{"ip_address": "203.0.113.7"}]}],
  "crazytel": [{"password": "Harbour42Bridge", "caller_id_number": "61255501234", "description": "Front desk"},
               {"password": "Harbour42Bridge", "caller_id_number": "61255501234", "description": "Workshop"}],
  "livekit": [{"trunk": {"name": "in", "numbers": ["+15550100"]}},
              {"trunk": {"name": "out", "address": "sip.carrier.example", "numbers": ["+15550100"]}}],
  "fonedynamics": [{"Name": "Office", "DefaultCallerId": "+61255500002", "Type": 0,
                    "SipTrunkIpAddresses": [{"IpAddress": "203.0.113.4/32"}]}],
  "nebrija": [{"name": "Madrid", "gateways": [{"ipOrDomain": "sip.carrier.example", "port": 5060}]}],
  "yeastar": [{"type": "peer", "name": "carrier", "transport": "udp", "hostname": "sip.carrier.example", "port": 5060,
               "domain": "carrier.example", "codec_sel": "ulaw,alaw", "enable": 1, "country": "general"}]
}"#;

#[test]
fn an_account_has_trunks_from_the_beginning() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("seeds.json");
    std::fs::write(&file, SEEDS).expect("the seeds");
    let count = r#"
host=${SIPTRUNK_SANDBOX#http://}
for path in _sandbox/objects/{bolna,crazytel,fonedynamics,livekit,nebrija,yeastar} _sandbox/calls; do
  exec 3<>"/dev/tcp/${host%:*}/${host#*:}"
  printf '%s\r\n' "GET /$path HTTP/1.1" "host: $host" "connection: close" "" >&3
  tail -n 1 <&3
  echo
done
"#;
    let output = siptrunk(&["--seed", file.to_str().expect("text"), "--", "bash", "-c", count]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    let lists: Vec<Json> = told.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let counts: Vec<_> = lists.iter().map(|list| list.as_array().expect("a list").len()).collect();
    assert_eq!(counts, [1, 2, 1, 2, 1, 1, 0], "{told}");
    assert_eq!(lists[1][1]["description"], "Workshop");
}

/// A PBX gives few tokens to one client, and elsewhere a minute has room for few calls: seeds take up none of either.
#[test]
fn many_seeds_leave_every_login_and_the_whole_minute() {
    use serde_json::json;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("seeds.json");
    let many = |body: fn(usize) -> Json| (0..20).map(body).collect::<Vec<_>>();
    let seeds = json!({
        "bolna": many(|number| json!({"name": format!("trunk-{number}"), "provider": "custom", "auth_type": "ip-based",
            "gateways": [{"gateway_address": "sip.carrier.example"}], "ip_identifiers": [{"ip_address": "203.0.113.7/32"}]})),
        "crazytel": many(|_| json!({"password": "Harbour42Bridge", "caller_id_number": "61255501234"})),
        "fonedynamics": many(|_| json!({"Name": "Office", "DefaultCallerId": "+61255500002", "Type": 0,
            "SipTrunkIpAddresses": [{"IpAddress": "203.0.113.4/32"}]})),
        "nebrija": many(|_| json!({"name": "Madrid", "gateways": [{"ipOrDomain": "sip.carrier.example", "port": 5060}]})),
        "yeastar": many(|number| json!({"type": "peer", "name": format!("carrier-{number}"), "transport": "udp", "port": 5060,
            "hostname": "sip.carrier.example", "domain": "carrier.example", "codec_sel": "ulaw,alaw", "country": "general"})),
    });
    std::fs::write(&file, seeds.to_string()).expect("the seeds");
    let file = file.to_str().expect("text");
    for vendor in ["bolna", "crazytel", "fonedynamics", "nebrija", "yeastar"] {
        // The most that a vendor takes is the list and one more for each trunk; at Bolna two for numbers.
        let ceiling = format!("{vendor}.requests-per-minute=24");
        let ceiling = if vendor == "yeastar" { vec![] } else { vec!["--switch", &ceiling] };
        let adopt = ["--seed", file, "--", COMPANION, "adopt", vendor];
        let output = siptrunk(&[&ceiling[..], &adopt[..]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert_eq!(text(&output.stdout).matches("import {").count(), 20, "{vendor}");
    }
}

#[test]
fn a_seed_that_the_vendor_refuses_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("seeds.json");
    for (seeds, words) in [
        ("[]", "not an object of vendors"),
        ("{\"acme\": [{}]}", "acme[0]: there is no vendor \"acme\"; there are bolna"),
        ("{\"crazytel\": {}}", "crazytel must be a list of bodies"),
        ("{\"crazytel\": [{\"passwort\": \"x\"}]}", "crazytel[0]: it is refused with 422: "),
        ("{\"livekit\": [{\"trunk\": {\"name\": \"x\"}}]}", "livekit[0]: it is refused with 400: "),
        ("{\"yeastar\": [{\"name\": \"x\"}]}", "yeastar[0]: it is refused with 200: "),
    ] {
        std::fs::write(&file, seeds).expect("the seeds");
        let output = siptrunk(&["--seed", file.to_str().expect("text"), "--", "true"]);
        let says = text(&output.stderr);
        assert!(output.status.code() == Some(2) && says.contains(words), "{words}: {says}");
    }
    let output = siptrunk(&["--seed", "/no/such/file", "--", "true"]);
    assert!(text(&output.stderr).contains("--seed /no/such/file: "), "{}", text(&output.stderr));
}

#[tokio::test]
async fn without_a_command_it_prints_the_environment_and_serves_until_ctrl_c() {
    let mut child = Command::new(COMPANION)
        .args(["sandbox", "--reads"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let stdout = BufReader::new(child.stdout.take().expect("its output"));
    let (sender, lines) = mpsc::channel();
    std::thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    let mut printed: Vec<String> = vec![];
    // The last line is for the terminal in which the lines are evaluated: Terraform is attached to nothing there.
    while printed.last().is_none_or(|line| line != "export TF_REATTACH_PROVIDERS=") {
        printed.push(lines.recv_timeout(PATIENCE).expect("another line"));
    }
    let origin =
        printed.iter().find_map(|line| line.strip_prefix("export SIPTRUNK_SANDBOX=")).expect("its address").to_owned();
    let variable = |line: &String| {
        line.trim_start_matches("export ").split_once('=').map(|(name, value)| (name.into(), value.into()))
    };
    let sandbox = Sandbox::elsewhere(printed.iter().filter_map(variable).collect());
    let answer = sandbox.ask("crazytel", "GET", "/balance/", Json::Null).await;
    #[cfg(unix)]
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs").success());
    #[cfg(not(unix))]
    child.kill().expect("it can be ended");
    let status = wait(&mut child);
    let mut says = String::new();
    child.stderr.take().expect("its words").read_to_string(&mut says).expect("text");
    for line in [
        "export CRAZYTEL_API_KEY=sandbox-crazytel-key".to_owned(),
        format!("export CRAZYTEL_BASE_URL={origin}/crazytel/api/v1"),
        "export CRAZYTEL_REQUESTS_PER_MINUTE=60000".to_owned(),
        "export FONEDYNAMICS_ACCOUNT_SID=ACSANDBOXAAAABBBBCCCCDDDDEEEEFFF".to_owned(),
        "export FONEDYNAMICS_TOKEN=sandbox-fonedynamics-token".to_owned(),
        "export FONEDYNAMICS_PROPERTY_SID=PRSANDBOXAAAABBBBCCCCDDDDEEEEFFF".to_owned(),
        format!("export FONEDYNAMICS_BASE_URL={origin}/fonedynamics"),
    ] {
        assert!(printed.contains(&line), "{line} is not in {printed:#?}");
    }
    for sandbox in siptrunk::vendors::SANDBOXES {
        let variable = format!("{}_{}", sandbox.vendor, sandbox.address).to_uppercase();
        let address = format!("export {variable}={origin}/{}", sandbox.vendor);
        assert!(printed.iter().any(|line| line.starts_with(&address)), "{address} is not in {printed:#?}");
    }
    assert_eq!(answer.status, 200);
    assert!(says.contains("GET crazytel /balance/ 200"), "{says}");
    #[cfg(unix)]
    assert_eq!(status.code(), Some(0));
}
