//! What `siptrunk preview` takes for plans of so many changed trunks, of several vendors, with all that a plan's JSON has of
//! each: its change, its planned values, its prior state and its configuration.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::gauge;

const PROGRAM: &str = env!("CARGO_BIN_EXE_siptrunk");
const RUNS: usize = 9;

/// Measures plans of these sizes, and prints a line for each.
pub fn measure(sizes: &[usize]) {
    println!("\n| Changed trunks | The plan's JSON | `siptrunk preview` | as JSON | Memory |\n|---|---|---|---|---|");
    let folder = tempfile::tempdir().expect("a folder");
    for size in sizes {
        let file = folder.path().join(format!("{size}.json"));
        let text = plan(*size).to_string();
        fs::write(&file, &text).expect("a plan");
        let file = file.to_str().expect("a name");
        let [markdown, json] = [&["--limit", "60000"][..], &["--format", "json"]].map(|options| {
            let mut times: Vec<f64> = (0..RUNS).map(|_| wall(&[&["preview", file][..], options].concat())).collect();
            times.sort_by(f64::total_cmp);
            times[RUNS / 2]
        });
        let memory = peak(file).map_or("-".to_owned(), |kib| format!("{:.0} MiB", kib as f64 / 1024.0));
        println!("| {size} | {:.1} MB | {markdown:.3} s | {json:.3} s | {memory} |", text.len() as f64 / 1e6);
    }
}

fn wall(arguments: &[&str]) -> f64 {
    let started = Instant::now();
    let status = Command::new(PROGRAM).args(arguments).stdout(Stdio::null()).status().expect("it runs");
    assert!(status.success());
    started.elapsed().as_secs_f64()
}

/// The most memory of a run. Its JSON does not fit into a pipe: with that it has done all its work, and waits for a reader.
fn peak(file: &str) -> Option<u64> {
    let mut child = Command::new(PROGRAM)
        .args(["preview", "--format", "json", file])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut output = child.stdout.take().expect("a pipe");
    output.read_exact(&mut [0]).expect("it has begun to write");
    std::thread::sleep(Duration::from_millis(50));
    let peak = gauge::peak_kib(child.id());
    output.read_to_end(&mut vec![]).expect("the rest");
    child.wait().expect("it ends");
    peak
}

/// A plan as `terraform show -json` prints it.
fn plan(size: usize) -> Json {
    let (mut changes, mut planned, mut prior, mut configured) = (vec![], vec![], vec![], vec![]);
    for number in 0..size {
        let (kind, before, change) = &trunks(number)[number % 6];
        let mut after = before.clone();
        for (name, value) in change.as_object().expect("attributes") {
            after[name] = value.clone();
        }
        let (name, kind) = (format!("t{number:05}"), format!("siptrunk_{kind}_trunk"));
        let address = format!("{kind}.{name}");
        let provider = "registry.terraform.io/siptrunk/siptrunk";
        let named =
            json!({"address": address, "mode": "managed", "type": kind, "name": name, "provider_name": provider});
        let with = |more: Json| {
            let mut all = named.clone();
            all.as_object_mut().expect("an object").extend(more.as_object().expect("members").clone());
            all
        };
        let sensitive = json!({"password": true});
        let expressions: serde_json::Map<_, _> = after
            .as_object()
            .expect("attributes")
            .keys()
            .map(|name| (name.clone(), json!({"references": ["local.all", "each.value"]})))
            .collect();
        changes.push(with(
            json!({"change": {"actions": ["update"], "before": before, "after": after, "after_unknown": {},
            "before_sensitive": sensitive, "after_sensitive": sensitive}}),
        ));
        planned.push(with(json!({"schema_version": 0, "values": after, "sensitive_values": sensitive})));
        prior.push(with(json!({"schema_version": 0, "values": before, "sensitive_values": sensitive})));
        configured.push(json!({"address": address, "mode": "managed", "type": kind, "name": name,
            "provider_config_key": "siptrunk", "expressions": expressions, "schema_version": 0}));
    }
    json!({
        "format_version": "1.2",
        "terraform_version": "1.14.0",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "prior_state": {"format_version": "1.0", "terraform_version": "1.14.0",
            "values": {"root_module": {"resources": prior}}},
        "configuration": {
            "provider_config": {"siptrunk": {"name": "siptrunk", "full_name": "registry.terraform.io/siptrunk/siptrunk"}},
            "root_module": {"resources": configured}},
        "timestamp": "2026-01-01T00:00:00Z", "applyable": true, "complete": true, "errored": false,
    })
}

/// A trunk of each vendor as it is in a state, and what changes of it.
fn trunks(number: usize) -> [(&'static str, Json, Json); 6] {
    let (password, phone) = ("Harbour42-Bridge", format!("+1555{number:07}"));
    let name = format!("trunk-{number:05}");
    [
        (
            "bolna",
            json!({"id": name, "name": name, "provider_name": "custom", "description": "Front desk", "auth_type": "credentials",
                "username": "agent", "password": password, "gateways": [{"host": "sip.carrier.example", "port": 5060, "priority": 1},
                {"host": "sip-b.carrier.example", "port": 5061, "priority": 2}], "codecs": ["ulaw", "alaw"], "disallow": "all",
                "transport": "tls", "media_encryption": "sdes", "media_encryption_optimistic": false, "direct_media": false,
                "rtp_symmetric": true, "force_rport": true, "qualify_frequency": 60, "inbound_enabled": true,
                "outbound_leading_plus_enabled": true, "enabled": true, "phone_numbers": [],
                "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}),
            json!({"description": "Reception", "gateways": [{"host": "sip.carrier.example", "port": 5070, "priority": 1}]}),
        ),
        (
            "crazytel",
            json!({"id": name, "password": password, "caller_id": "61255501234", "description": "Front desk",
                "area_code": "02", "enabled": true, "hide_caller_id": false, "sms_sender": null,
                "softphone_show_balance": true, "softphone_sync_sms": false, "username": "CT123456"}),
            json!({"description": "Reception", "enabled": false}),
        ),
        (
            "fonedynamics",
            json!({"id": name, "property_sid": "PR0123456789", "name": name, "caller_id": "+61255501234",
                "auth_type": "ip", "allowed_ips": ["203.0.113.4/32", "198.51.100.0/28"], "allowed_countries": ["AU", "NZ"],
                "channel_limit": 8, "customer_reference": "CC-42", "provisioning_state": "active",
                "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}),
            json!({"channel_limit": 20, "allowed_ips": ["203.0.113.4/32"]}),
        ),
        (
            "livekit_inbound",
            json!({"id": format!("ST_{number}"), "name": name, "metadata": "one", "phone_numbers": [phone],
                "allowed_ips": ["203.0.113.0/28"], "username": "carrier", "password": password,
                "headers": {"X-Team": "support"}, "include_headers": "x_headers", "ringing_timeout": "30s",
                "krisp_enabled": true, "media_encryption": "require", "codecs": ["PCMU/8000", "G722"],
                "only_listed_codecs": true, "media_timeout": "45s"}),
            json!({"metadata": "two", "headers": {"X-Team": "sales"}}),
        ),
        (
            "nebrija",
            json!({"id": name, "name": name, "gateways": [{"host": "sip.carrier.example", "port": 5060, "name": "primary"}],
                "username": "agent", "password": password, "advanced": "{\"transport\":\"tls\"}", "provider_id": "ST_1",
                "is_system": false, "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}),
            json!({"gateways": [{"host": "sip.carrier.example", "port": 5061, "name": "primary"}]}),
        ),
        (
            "yeastar",
            json!({"id": number.to_string(), "type": "register", "name": name, "enabled": true, "country": "general",
                "itsp": "", "transport": "udp", "host": "sip.acme.example", "port": 5060, "domain": "acme.example",
                "username": "u100", "password": password, "auth_name": "a100", "outbound_proxy_enabled": false,
                "codecs": ["alaw", "ulaw"], "caller_id": "5550100", "caller_id_name": "", "outbound_cid_list": [],
                "dids": [{"did": "5550100", "did_name": "main"}], "status": "registered"}),
            json!({"caller_id": "5550101", "dids": [{"did": "5550100", "did_name": "main"}, {"did": "5550102", "did_name": ""}]}),
        ),
    ]
}
