//! `siptrunk adopt`: the plan of what it writes imports all and changes nothing.

use std::fs;
use std::process::Output;

use fastrand::Rng;
use serde_json::{Map, Value as Json, json};
use siptrunk::sandbox::Values;
use siptrunk::vendors::{self, SANDBOXES};
use tokio::process::Command;

use super::support::accounts::{KINDS, PASSWORD, filled};
use super::support::drawn;
use super::support::process::{COMPANION, clean, tools};
use super::support::sandbox::Sandbox;
use super::support::within_limit;

async fn adopt(sandbox: &Sandbox, arguments: &[&str], more: &[(&str, &str)]) -> Output {
    let temporary = tempfile::tempdir().expect("a temporary directory");
    let mut command = Command::new(COMPANION);
    clean(&mut command, temporary.path());
    command.env("HOME", temporary.path()).envs(sandbox.variables().iter().cloned()).envs(more.iter().copied());
    command.arg("adopt").args(arguments);
    within_limit(command.output()).await.expect("it ends")
}

pub async fn adopted(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let output = adopt(sandbox, arguments, &[]).await;
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// How many of the resources that a vendor has in a filled account.
fn count(vendor: &str) -> usize {
    KINDS.iter().filter(|(kind, _)| kind.starts_with(&format!("siptrunk_{vendor}_"))).map(|(_, count)| count).sum()
}

/// Every vendor's account is imported as it is, under these switches.
async fn plans_empty(switches: &[&str]) {
    let sandbox = Sandbox::start(&[]).await;
    filled(&sandbox).await;
    for switch in switches {
        sandbox.throw(switch).await;
    }
    let Some(workspace) = sandbox.workspace().await else { return };
    let (mut all, mut total) = (String::new(), 0);
    for vendor in vendors::VENDORS {
        let hcl = adopted(&sandbox, &[vendor.name]).await;
        assert!(!hcl.contains(PASSWORD), "{hcl}");
        assert_eq!(hcl.matches("import {").count(), count(vendor.name), "{}: {hcl}", vendor.name);
        assert_eq!(adopted(&sandbox, &[vendor.name]).await, hcl, "it is the same in every run");
        total += count(vendor.name);
        all = if all.is_empty() { hcl } else { all + "\n" + &hcl };
    }
    sandbox.calls().await;
    let planned = workspace.plan(&all).await;
    let words = format!("Plan: {total} to import, 0 to add, 0 to change, 0 to destroy.");
    let planned = planned.exited(2).says(&[&words]);
    assert!(!planned.text.contains("Warning"), "{planned}\n{all}");
    workspace.run(&["fmt", "-check", "-diff", "main.tf"]).await.ok();
    workspace.apply(&all).await.ok().says(&[&format!("Resources: {total} imported, 0 added, 0 changed, 0 destroyed.")]);
    workspace.plan(&all).await.empty();
    assert_eq!(sandbox.changes().await.len(), 0);
}

#[tokio::test]
async fn an_account_of_every_vendor_is_adopted_as_it_is() {
    plans_empty(&[]).await;
}

#[tokio::test]
async fn the_same_where_answers_are_of_another_form() {
    plans_empty(&[
        "bolna.list=wrapped",
        "crazytel.extra-keys=present",
        "fonedynamics.list-items=flat",
        "fonedynamics.addresses=bare",
        "fonedynamics.null-members=present",
        "livekit.enums=numbers",
        "livekit.arrays=reversed",
        "livekit.password=masked",
        "livekit.extra-keys=everywhere",
        "livekit.get=missing",
        "livekit.list-limit=1",
        "nebrija.gateway-names=invented",
        "nebrija.gateways-order=reversed",
        "yeastar.numbers=texts",
        "yeastar.empty=omitted",
        "yeastar.password=masked",
        "yeastar.list-limit=2",
    ])
    .await;
}

#[tokio::test]
async fn names_and_texts_may_be_odd() {
    let sandbox = Sandbox::start(&[]).await;
    let names = [
        "Office",
        "Office",
        "office!",
        "${var.x}",
        "%{ if true }",
        "\"",
        "line\nbreak \\ back",
        "12",
        "\u{1f4de}",
        "for",
        // A sign before what begins a template, behind another template.
        "${a} %${file(\"/etc/hostname\")} $${b} $%{ if c }",
        UNSEEN,
    ];
    for name in names {
        let trunk = json!({"name": name, "gateways": [{"ipOrDomain": "a.example", "port": 5060, "name": name}],
                           "advanced": {"for": [1, null, {"a b": name}], "true": {name: name}}});
        sandbox.at("nebrija", "POST", "/api/v1/sip-trunks", trunk).await;
    }
    let Some(workspace) = sandbox.workspace().await else { return };
    let hcl = adopted(&sandbox, &["nebrija"]).await;
    let words = format!("Plan: {} to import, 0 to add, 0 to change, 0 to destroy.", names.len());
    workspace.plan(&hcl).await.exited(2).says(&[&words]);
    workspace.run(&["fmt", "-check", "-diff", "main.tf"]).await.ok();
    assert_shown(&hcl);
}

#[tokio::test]
async fn what_several_runs_write_is_used_side_by_side() {
    let sandbox = Sandbox::start(&[]).await;
    let properties = [("sydney", "PRSANDBOXAAAABBBBCCCCDDDDEEEEFFF"), ("perth", "PRSANDBOXFFFFEEEEDDDDCCCCBBBBAAA")];
    let mut all = String::new();
    for (prefix, property) in properties {
        for name in ["Office", "Office", "12"] {
            let trunk = json!({"Name": name, "DefaultCallerId": "+61255500002", "Type": 0,
                "SipTrunkIpAddresses": [{"IpAddress": "203.0.113.4/32"}]});
            sandbox.at("fonedynamics", "POST", &format!("/v2/Properties/{property}/SipTrunk"), trunk).await;
        }
        let variable = [("FONEDYNAMICS_PROPERTY_SID", property)];
        let run = adopt(&sandbox, &["fonedynamics", "--prefix", prefix], &variable).await;
        let hcl = String::from_utf8(run.stdout).expect("text");
        let names = hcl.lines().filter_map(|line| line.strip_prefix("resource \"siptrunk_fonedynamics_trunk\" \""));
        let names: Vec<&str> = names.collect();
        assert!(names.iter().all(|name| name.starts_with(&format!("{prefix}_"))), "{hcl}");
        assert!(names.contains(&&*format!("{prefix}_trunk_12\" {{")), "{hcl}");
        all += &hcl;
    }
    for wrong in ["1", "a b", "", "a.b"] {
        let refused = adopt(&sandbox, &["fonedynamics", "--prefix", wrong], &[]).await;
        let says = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(refused.status.code() == Some(2) && says.contains("it must begin with a letter"), "{says}");
    }
    let Some(workspace) = sandbox.workspace().await else { return };
    let planned = workspace.plan(&all).await.exited(2);
    planned.says(&["Plan: 6 to import, 0 to add, 0 to change, 0 to destroy."]);
}

/// What colours a terminal, ends a line, and turns text around.
const UNSEEN: &str = "a\u{1b}[31m\u{9b}31m\r\u{85}\u{2028}b\u{202e}c\u{200b}\u{e0001}\u{feff}\u{7f}";

/// All of it can be seen.
fn assert_shown(hcl: &str) {
    let unseen = |c: &char| *c != '\n' && UNSEEN.contains(*c) && !c.is_ascii_graphic();
    assert_eq!(hcl.chars().find(unseen), None, "{hcl:?}");
}

/// LiveKit takes any text for a number.
#[tokio::test]
async fn what_is_left_out_is_told_in_one_line_whatever_is_in_it() {
    let sandbox = Sandbox::start(&[]).await;
    let number = format!("+61255500003\nresource \"terraform_data\" \"stranger\" {{\n}}\n{UNSEEN}\n");
    let trunk = json!({"trunk": {"name": format!("Desk\n{UNSEEN}"), "numbers": [number]}});
    sandbox.at("livekit", "POST", "CreateSIPInboundTrunk", trunk).await;
    let hcl = adopted(&sandbox, &["livekit"]).await;
    assert_eq!((hcl.lines().count(), hcl.matches("is left out").count()), (1, 1), "{hcl}");
    assert!(hcl.starts_with("# The inbound trunk \"Desk\\n") && hcl.contains("\"+61255500003\\nresource "), "{hcl}");
    assert_shown(&hcl);
    let Some(workspace) = sandbox.workspace().await else { return };
    workspace.plan(&hcl).await.empty();
}

#[tokio::test]
async fn numbers_refer_to_their_trunks() {
    let sandbox = Sandbox::start(&[]).await;
    filled(&sandbox).await;
    let hcl = adopted(&sandbox, &["bolna"]).await;
    assert_eq!(hcl.matches("trunk_id     = siptrunk_bolna_trunk.uk_london.id").count(), 2, "{hcl}");
    let one = adopted(&sandbox, &["bolna", "--filter", "+442071838750"]).await;
    assert_eq!((one.matches("import {").count(), one.matches("siptrunk_bolna_trunk.").count()), (2, 0), "{one}");
}

#[tokio::test]
async fn filters_are_for_names_and_ids() {
    let sandbox = Sandbox::start(&[]).await;
    filled(&sandbox).await;
    let some = adopted(&sandbox, &["yeastar", "--filter", "B*", "--filter", "[cC]arrier"]).await;
    assert_eq!(some.matches("import {").count(), 2, "{some}");
    let id = sandbox.at("nebrija", "GET", "/api/v1/sip-trunks", Json::Null).await[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let one = adopted(&sandbox, &["nebrija", "--filter", &id]).await;
    assert_eq!(one.matches("import {").count(), 1, "{one}");
    let none = adopted(&sandbox, &["nebrija", "--filter", "nobody"]).await;
    assert_eq!(none, "# No trunk at Nebrija AI matches the filter.\n");
    let wrong = adopt(&sandbox, &["nebrija", "--filter", "a["], &[]).await;
    assert!(!wrong.status.success());
}

#[tokio::test]
async fn what_cannot_be_managed_is_a_comment() {
    let sandbox = Sandbox::start(&["nebrija.system-trunk=present", "yeastar.physical-trunks=listed"]).await;
    let nebrija = adopted(&sandbox, &["nebrija"]).await;
    assert!(
        nebrija.starts_with("# The trunk \"") && nebrija.contains("is left out. It is a system trunk"),
        "{nebrija}"
    );
    let yeastar = adopted(&sandbox, &["yeastar"]).await;
    assert!(
        yeastar.contains("is left out. It is of a kind that this provider does not manage at Yeastar"),
        "{yeastar}"
    );
    assert!(!nebrija.contains("import {") && !yeastar.contains("import {"));
}

/// `script` gives a program a terminal.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_terminal_is_told_what_was_written_and_what_to_do_next() {
    if !tools(&["script"]) {
        return;
    }
    let sandbox = Sandbox::start(&["nebrija.system-trunk=present"]).await;
    for name in ["Madrid", "Centro"] {
        let body = json!({"name": name, "gateways": [{"ipOrDomain": "a.example", "port": 5060}]});
        sandbox.at("nebrija", "POST", "/api/v1/sip-trunks", body).await;
    }
    let folder = tempfile::tempdir().expect("a temporary directory");
    let mut command = Command::new("script");
    clean(&mut command, folder.path());
    command.current_dir(folder.path()).envs(sandbox.variables().iter().cloned());
    let output = command.args(["-q", "-e", "-c", &format!("'{COMPANION}' adopt nebrija --out trunks.tf"), "/dev/null"]);
    let output = within_limit(output.output()).await.expect("it ends");
    let says = String::from_utf8_lossy(&output.stdout).into_owned();
    let told = "\u{1b}[K2 trunks written to trunks.tf, 1 left out (see the comments). Next: terraform plan.\r\n";
    assert!(output.status.success() && says.ends_with(told), "{says:?}");
}

#[tokio::test]
async fn the_help_names_what_an_account_is_found_by() {
    let sandbox = Sandbox::start(&[]).await;
    let help = adopted(&sandbox, &["--help"]).await;
    for (vendor, variables) in
        [("crazytel", "CRAZYTEL_API_KEY"), ("yeastar", "YEASTAR_BASE_URL, YEASTAR_CLIENT_ID, YEASTAR_CLIENT_SECRET")]
    {
        let line = help.lines().find(|line| line.trim().starts_with(&format!("- {vendor}:")));
        assert_eq!(
            line.and_then(|line| line.split_once(": ")).map(|(_, names)| names.trim()),
            Some(variables),
            "{help}"
        );
    }
    assert!(
        help.contains("FONEDYNAMICS_PROPERTY_SID") && help.contains("Example: siptrunk adopt bolna --out bolna.tf"),
        "{help}"
    );
}

#[tokio::test]
async fn nothing_is_overwritten_and_errors_are_said() {
    let sandbox = Sandbox::start(&[]).await;
    let folder = tempfile::tempdir().expect("a temporary directory");
    let file = folder.path().join("trunks.tf");
    let out = file.to_str().expect("a name");
    assert_eq!(adopted(&sandbox, &["crazytel", "--out", out]).await, "");
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), "# There is no trunk at Crazytel.\n");
    let again = adopt(&sandbox, &["crazytel", "--out", out], &[]).await;
    let says = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(again.status.code() == Some(1) && says.contains("is not overwritten"), "{says}");
    let refused = adopt(&sandbox, &["crazytel"], &[("CRAZYTEL_API_KEY", "wrong")]).await;
    let says = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(1) && refused.stdout.is_empty(), "{says}");
    assert!(says.starts_with("Error: Crazytel did not list the trunks. ") && !says.contains("wrong"), "{says}");
    let missing = adopt(&sandbox, &["crazytel"], &[("CRAZYTEL_API_KEY", ""), ("YEASTAR_BASE_URL", "nonsense")]).await;
    let says = String::from_utf8_lossy(&missing.stderr).into_owned();
    let needs = "Error: Crazytel needs api_key. Set CRAZYTEL_API_KEY: the provider block of a configuration is not read here. \
                 CRAZYTEL_API_KEY is set, but empty: a pipeline may lack the secret for it.";
    assert_eq!((missing.status.code(), says.trim_end()), (Some(1), needs));
    // One run reads one property, and the file says so.
    let nothing = adopted(&sandbox, &["fonedynamics"]).await;
    let part = "# Only what is in the property_sid that FONEDYNAMICS_PROPERTY_SID names: each property_sid has trunks of its own. \
                Another run has those of another, with its own --prefix.\n";
    assert_eq!(nothing, format!("{part}\n# There is no trunk at Fone Dynamics.\n"));
    // A block is advised nowhere.
    let wrong = ("LIVEKIT_REQUEST_TIMEOUT", "0");
    let astray = format!("{}/astray", sandbox.origin);
    for (vendor, variables, words) in [
        (
            "fonedynamics",
            &[("FONEDYNAMICS_PROPERTY_SID", "")][..],
            "Set FONEDYNAMICS_PROPERTY_SID: the provider block of a configuration is not read here.",
        ),
        (
            "livekit",
            &[("LIVEKIT_URL", ""), ("LIVEKIT_API_KEY", ""), ("LIVEKIT_API_SECRET", ""), wrong],
            "Invalid LIVEKIT_REQUEST_TIMEOUT. The environment variable LIVEKIT_REQUEST_TIMEOUT must be from 1 to 3600. \
             LiveKit needs url, api_key and api_secret. Set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET: the",
        ),
        (
            "yeastar",
            &[("YEASTAR_CA_CERTIFICATE", "pbx.pem")],
            "YEASTAR_CA_CERTIFICATE must be one or more certificates",
        ),
        ("nebrija", &[("NEBRIJA_TOKEN", "wrong")], "Check NEBRIJA_TOKEN: invalid, revoked, or of another account?"),
        ("crazytel", &[("CRAZYTEL_BASE_URL", &astray)], "is not Crazytel's API. Check CRAZYTEL_BASE_URL."),
    ] {
        let refused = adopt(&sandbox, &[vendor], &[variables, &[("NEBRIJA_MAX_RETRIES", "0")]].concat()).await;
        let says = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(refused.status.code() == Some(1) && says.contains(words) && !says.contains("{"), "{says}");
    }
    sandbox.calls().await;
    let outside = adopt(&sandbox, &["crazytel"], &[("SIPTRUNK_SANDBOX", "http://127.0.0.1:1")]).await;
    let says = String::from_utf8_lossy(&outside.stderr).into_owned();
    assert!(outside.status.code() == Some(1) && says.contains("CRAZYTEL_BASE_URL leads to 127.0.0.1:"), "{says}");
    assert_eq!(sandbox.calls().await, []);
    assert_eq!(adopt(&sandbox, &["nobody"], &[]).await.status.code(), Some(2));
    // Bytes that are no text are not nothing: without its address, the key would go to the vendor itself.
    #[cfg(unix)]
    for name in ["CRAZYTEL_BASE_URL", "CRAZYTEL_API_KEY"] {
        use std::os::unix::ffi::OsStrExt;
        let bytes = std::ffi::OsStr::from_bytes(b"http://127.0.0.1:1/\xff");
        let mut command = Command::new(COMPANION);
        command.args(["adopt", "crazytel"]).envs(sandbox.variables().iter().cloned()).env(name, bytes);
        let refused = within_limit(command.output()).await.expect("it ends");
        let says = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(
            says.starts_with(&format!("Error: Invalid {name}. ")) && says.contains("could not be read as text"),
            "{says}"
        );
    }
}

/// The same with the shell's own limits around it.
#[cfg(target_os = "linux")]
async fn adopt_within(sandbox: &Sandbox, limits: &str, out: &str) -> Output {
    let mut command = Command::new("bash");
    command
        .args(["-c", &format!("{limits}; exec \"$@\"")])
        .args(["bash", COMPANION, "adopt", "crazytel", "--out", out]);
    within_limit(command.envs(sandbox.variables().iter().cloned()).output()).await.expect("it ends")
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_is_written_whole_or_not_at_all() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let sandbox = Sandbox::start(&[]).await;
    let folder = tempfile::tempdir().expect("a temporary directory");
    let file = folder.path().join("trunks.tf");
    let out = file.to_str().expect("a name");
    for number in 0..20 {
        let trunk =
            json!({"caller_id_number": "61255500001", "password": PASSWORD, "description": format!("Desk {number}")});
        sandbox.at("crazytel", "POST", "/sip-trunks/", trunk).await;
    }
    // A file may have 1 KiB.
    let full = adopt_within(&sandbox, "trap '' XFSZ; ulimit -f 1", out).await;
    let says = String::from_utf8_lossy(&full.stderr).into_owned();
    assert!(full.status.code() == Some(1) && says.starts_with(&format!("Error: {out} cannot be written: ")), "{says}");
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 0, "nothing is left there");
    let mended = adopt_within(&sandbox, "umask 027", out).await;
    assert!(mended.status.success(), "{mended:?}");
    assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1, "and nothing beside it");
    // Where nothing can be written, no account is read for it.
    sandbox.calls().await;
    let nowhere = format!("{out}/no\u{1b}[31m/trunks.tf");
    let says = adopt(&sandbox, &["crazytel", "--out", &nowhere], &[]).await;
    let says = (says.status.code(), String::from_utf8_lossy(&says.stderr).into_owned());
    assert!(says.0 == Some(1) && says.1.contains("cannot be written: ") && !says.1.contains('\u{1b}'), "{says:?}");
    let link = folder.path().join("link.tf");
    symlink("nowhere.tf", &link).expect("a link");
    let says = adopt(&sandbox, &["crazytel", "--out", link.to_str().expect("a name")], &[]).await;
    assert!(String::from_utf8_lossy(&says.stderr).contains("is not overwritten"), "{says:?}");
    assert_eq!(sandbox.calls().await.len(), 0);
}

#[tokio::test]
async fn many_trunks_are_read_in_pages_only() {
    let sandbox = Sandbox::start(&[]).await;
    for number in 0..150 {
        let trunk =
            json!({"caller_id_number": "61255500001", "password": PASSWORD, "description": format!("Desk {number}")});
        sandbox.at("crazytel", "POST", "/sip-trunks/", trunk).await;
    }
    sandbox.calls().await;
    let hcl = adopted(&sandbox, &["crazytel"]).await;
    assert_eq!(hcl.matches("import {").count(), 150);
    let lines: Vec<_> = sandbox.calls().await.into_iter().map(|call| call.line).collect();
    assert_eq!(lines, ["GET /sip-trunks/"]);
}

/// How many objects a crowded account has; more of them where there is time.
const CROWD: usize = 80;
const LARGE_CROWD: usize = 200;

/// Makes that many objects of a vendor, of all its resources, drawn by chance; every tenth has a name that is odd, or another's,
/// where the vendor takes any.
async fn crowd(sandbox: &Sandbox, vendor: &str, size: usize) -> bool {
    const ODD: [&str; 5] = ["Office", "${var.x} %{ if true }", "\"Büro\" \\ 2", "12", "\u{1f4de}"];
    let Some(workspace) = sandbox.workspace().await else { return false };
    let kinds: Vec<_> = drawn::KINDS.iter().filter(|kind| kind.vendor == vendor).collect();
    let mut rng = Rng::with_seed(7);
    let mut resources = Map::new();
    let mut hosts: Vec<String> = vec![];
    for number in 0..size {
        let (kind, label) = (kinds[number % kinds.len()], drawn::Label(number as u32));
        let belongs = kind.resource == "siptrunk_bolna_phone_number";
        let host = belongs.then(|| rng.choice(&hosts).expect("a trunk comes before a number").clone());
        if !belongs {
            hosts.push(label.name());
        }
        let trunk = drawn::Trunk::new(kind, label, host, &mut rng);
        let mut config = trunk.config();
        let free = match vendor {
            "crazytel" => "description",
            "livekit" | "nebrija" => "name",
            _ => "",
        };
        if let (0, Some(name)) = (number % 10, config.get_mut(free)) {
            // As text, and not as Terraform's template.
            *name = ODD[number / 10 % ODD.len()].replace("${", "$${").replace("%{", "%%{").into();
        }
        let all = resources.entry(kind.resource).or_insert_with(|| json!({}));
        all[trunk.label.name()] = config.into();
    }
    fs::write(workspace.path().join("crowd.tf.json"), json!({"resource": resources}).to_string()).expect("a file");
    workspace.run(&["apply", "-auto-approve", "-parallelism=50"]).await.ok();
    true
}

#[tokio::test]
async fn a_crowded_account_of_every_vendor_is_adopted_as_it_is() {
    for vendor in vendors::VENDORS {
        let sandbox = Sandbox::start(&[]).await;
        if !crowd(&sandbox, vendor.name, CROWD).await {
            return;
        }
        sandbox.calls().await;
        let hcl = adopted(&sandbox, &[vendor.name]).await;
        assert_eq!(hcl.matches("import {").count(), CROWD, "{}", vendor.name);
        let workspace = sandbox.workspace().await.expect("it was there");
        let words = format!("Plan: {CROWD} to import, 0 to add, 0 to change, 0 to destroy.");
        workspace.plan(&hcl).await.exited(2).says(&[&words]).says_not(&["Warning"]);
        workspace.run(&["fmt", "-check", "-diff", "main.tf"]).await.ok();
        assert_eq!(sandbox.changes().await.len(), 0, "{}", vendor.name);
    }
}

/// Lists that are cut short and do not say so.
const CUT: [&str; 1] = ["nebrija.list-limit"];

/// However a vendor answers: each object is written or its comment says why not, and a plan imports all that is written and
/// changes nothing; or an error says why there is nothing.
#[tokio::test]
#[ignore = "takes some minutes: every switch of every vendor"]
async fn a_crowded_account_is_adopted_under_every_switch() {
    let mut surprises = vec![];
    for manners in SANDBOXES {
        let vendor = manners.vendor;
        let sandbox = Sandbox::start(&[]).await;
        if !crowd(&sandbox, vendor, LARGE_CROWD).await {
            return;
        }
        // A vendor's ceiling is waited for, minute by minute, and changes nothing else.
        for switch in manners.switches.iter().filter(|switch| switch.name != "requests-per-minute") {
            let values: Vec<String> = match switch.values {
                Values::Words(words) => words[1..].iter().map(|word| word.to_string()).collect(),
                Values::Number(_) => vec!["7".into()],
            };
            let name = format!("{vendor}.{}", switch.name);
            for value in values {
                println!("{name}={value}");
                sandbox.switch(&name, value.as_str()).await;
                let output = adopt(&sandbox, &[vendor], &[]).await;
                let hcl = String::from_utf8_lossy(&output.stdout).into_owned();
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                if output.status.success() {
                    let (written, left) = (hcl.matches("import {").count(), hcl.matches("is left out.").count());
                    let workspace = sandbox.workspace().await.expect("it was there");
                    let planned = workspace.plan(&hcl).await;
                    let words = format!("Plan: {written} to import, 0 to add, 0 to change, 0 to destroy.");
                    // Reads may be answered otherwise than the list was.
                    let refused = planned.code == 1 && planned.text.contains("Error: ");
                    let all = written + left >= LARGE_CROWD || CUT.contains(&name.as_str());
                    if !all || !(planned.text.contains(&words) || refused) {
                        surprises.push(format!("{name}={value}: {written} written, {left} left out {said}\n{planned}"));
                    }
                } else if !hcl.is_empty() || !said.starts_with("Error: ") {
                    surprises.push(format!("{name}={value}: {said}"));
                }
                sandbox.switch(&name, switch.default()).await;
            }
        }
        assert_eq!(sandbox.changes().await.len(), LARGE_CROWD, "{vendor}: what was made, and nothing else");
    }
    assert!(surprises.is_empty(), "{} surprises:\n{}", surprises.len(), surprises.join("\n"));
}
