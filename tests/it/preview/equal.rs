//! What a preview says is what the sandbox then logs: every resource, every attribute alone, with a value that is written, that
//! only the apply will know, and that it will know in part; and every place where a resource may stand. Each apply here is a
//! plan, its preview, and the apply of that plan, held together by support/foretold.rs.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use siptrunk::preview::Preview;

use super::super::support::sandbox::Sandbox;
use super::super::support::terraform::{Run, Workspace};
use super::kinds::{KINDS, Kind, Row};

/// Trunks that numbers belong to.
const HOSTS: &str = r#"
resource "siptrunk_bolna_trunk" "host" {
  count         = 2
  name          = "host-${count.index}"
  provider_name = "custom"
  auth_type     = "credentials"
  username      = "agent"
  password      = "Harbour42-Bridge"
  gateways      = [{ host = "sip.carrier.example" }]
}
"#;

/// How the value of an attribute comes about.
#[derive(Clone, Copy)]
enum Told {
    /// It is written.
    Now,
    /// The apply alone will know it.
    Later,
    /// It will know a part of every text and number in it.
    InPart,
}

/// Which value of a row an attribute has.
type Pick = fn(&Row) -> &'static str;

/// A configuration in which each attribute has a trunk of its own, with the value that `value` picks. `round` changes what
/// only the apply will know.
fn alone(sandbox: &Sandbox, told: Told, round: u32, value: Pick) -> String {
    let (mut trunks, mut later) = (String::new(), String::new());
    for (one, kind) in KINDS.iter().enumerate() {
        for (two, row) in kind.rows.iter().enumerate() {
            let mark = format!("{one:02}{two:02}");
            let output = format!("{}_{}", kind.resource, row.attribute);
            let written = value(row);
            let own = match told {
                Told::Now => written.to_owned(),
                Told::Later => {
                    let known = if written.is_empty() { "null" } else { written };
                    later += &format!("    {output} = {}\n", known.replace("MARK", &mark));
                    format!("terraform_data.later.output.{output}")
                }
                Told::InPart => in_part(written),
            };
            let beside = row.beside.iter().copied().filter(|(name, _)| *name != row.attribute);
            let others: Vec<(&str, &str)> = beside.chain([(row.attribute, own.as_str())]).collect();
            let body = kind.body(&mark, &others);
            trunks += &format!("resource \"{}\" \"{}\" {{\n{body}}}\n", kind.resource, row.attribute);
        }
    }
    let known = format!(
        "resource \"terraform_data\" \"later\" {{\n  triggers_replace = {round}\n  input = {{\n{later}  }}\n}}\nresource \
         \"terraform_data\" \"empty\" {{\n  triggers_replace = {round}\n  input = \"\"\n}}\n"
    );
    let all = HOSTS.to_owned() + &known + &trunks;
    all.replace("HOST", "siptrunk_bolna_trunk.host[0].id")
        .replace("OTHER", "siptrunk_bolna_trunk.host[1].id")
        .replace("PROPERTY", &format!("{:?}", sandbox.variable("FONEDYNAMICS_PROPERTY_SID")))
}

/// The same value, of which only the apply will know that nothing comes behind its texts and numbers.
fn in_part(hcl: &str) -> String {
    const END: &str = "${terraform_data.empty.output}";
    let (mut told, mut quoted, mut before) = (String::new(), false, ' ');
    let mut rest = hcl.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted => told.push_str(&format!("{END}\"")),
            c if c.is_ascii_digit() && !quoted && before == ' ' => {
                let mut digits = String::from(c);
                while let Some(digit) = rest.next_if(char::is_ascii_digit) {
                    digits.push(digit);
                }
                told += &format!("parseint(\"{digits}{END}\", 10)");
            }
            c => told.push(c),
        }
        quoted ^= c == '"';
        before = c;
    }
    told
}

/// Applies it, and answers what its preview said.
async fn applied(workspace: &Workspace, hcl: &str) -> Json {
    workspace.apply(hcl).await.ok().preview
}

/// How many addresses something is sent for.
fn number(preview: &Json) -> usize {
    preview["changes"].as_array().expect("a list").len()
}

#[tokio::test]
async fn of_every_attribute_alone_whether_it_is_written_or_known_later() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    let (first, second): (Pick, Pick) = (|row| row.first, |row| row.second);
    let rows: usize = KINDS.iter().map(|kind| kind.rows.len()).sum();
    let alone = |told, round, value| alone(&sandbox, told, round, value);
    let made = applied(&workspace, &alone(Told::Now, 1, first)).await;
    assert_eq!(number(&made), rows + 2);
    let changed = applied(&workspace, &alone(Told::Now, 1, second)).await;
    let same = KINDS.iter().flat_map(|kind| kind.rows).filter(|row| row.first == row.second).count();
    assert_eq!(number(&changed), rows - same, "{changed:#}");
    assert_eq!(number(&applied(&workspace, &alone(Told::Now, 1, second)).await), 0);
    let back = applied(&workspace, &alone(Told::Later, 2, first)).await;
    assert!(number(&back) >= rows - same, "{back:#}");
    applied(&workspace, &alone(Told::InPart, 3, second)).await;
    applied(&workspace, &alone(Told::Later, 4, second)).await;
    assert_eq!(number(&applied(&workspace, &alone(Told::Now, 4, second)).await), 0);
    workspace.destroy().await.ok();
    applied(&workspace, &alone(Told::Later, 5, first)).await;
    workspace.destroy().await.ok();
}

/// The apply alone evaluates `uuid()`, and a plan's JSON has nothing in its place. Here the text that it makes is always the same.
#[tokio::test]
async fn of_values_that_a_function_makes_in_the_apply() {
    const TRUNKS: &str = r#"
variable "nothing" {
  default = null
}
variable "code" {
  default = "02"
}
resource "siptrunk_nebrija_trunk" "madrid" {
  name     = "Madrid"
  gateways = [{ host = "sip.carrier.example" }]
  advanced = ADVANCED
}
resource "siptrunk_fonedynamics_trunk" "office" {
  name              = "Office"
  caller_id         = "+61255500002"
  auth_type         = "ip"
  allowed_ips       = ["203.0.113.4"]
  channel_limit     = LIMIT
  allowed_countries = COUNTRIES
}
resource "siptrunk_crazytel_trunk" "desk" {
  password  = "Harbour42Bridge"
  caller_id = "61255500001"
  area_code = CODE
}
"#;
    let with = |[advanced, limit, countries, code]: [&str; 4]| {
        let hcl = TRUNKS.replace("ADVANCED", advanced).replace("LIMIT", limit);
        hcl.replace("COUNTRIES", countries).replace("CODE", code)
    };
    let plain = with(["jsonencode({})", "null", "[\"AU\"]", "var.nothing"]);
    let made = with([
        r#"substr("{\"a\":1}${uuid()}", 0, 7)"#,
        r#"length(uuid())"#,
        r#"["AU", substr("NZ${uuid()}", 0, 2)]"#,
        r#"substr("02${uuid()}", 0, 2)"#,
    ]);
    // What an update refers to is known, and it is not what is there.
    let mixed = with([
        r#"substr("{\"b\":1}${var.code}${uuid()}", 0, 7)"#,
        r#"length("${var.code}${uuid()}")"#,
        r#"[substr("NZ${var.code}${uuid()}", 0, 2)]"#,
        r#"substr("0${length(var.code) + 1}${uuid()}", 0, 2)"#,
    ]);
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    assert_eq!(number(&applied(&workspace, &plain).await), 3, "what is null is no function");
    assert_eq!(number(&applied(&workspace, &made).await), 3);
    assert_eq!(number(&applied(&workspace, &mixed).await), 3);
    workspace.destroy().await.ok();
    assert_eq!(number(&applied(&workspace, &made).await), 3);
}

/// The provider's own warnings have the same requests: those of each address in one of them.
#[tokio::test]
async fn of_every_attribute_alone_in_the_warnings_of_the_provider_too() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.workspace().await else { return };
    let workspace = workspace.with("SIPTRUNK_SHOW_REQUESTS", "true");
    workspace.apply(&alone(&sandbox, Told::Now, 1, |row| row.first)).await.ok();
    // Of an object in a list that is known in part, a plan's JSON does not say what of it is written; the provider is told.
    for (told, round) in [(Told::Now, 1), (Told::Later, 2)] {
        workspace.write(&alone(&sandbox, told, round, |row| row.second));
        let said = workspace.tell(&["plan", "-json", "-input=false", "-out=shown.out"]).await;
        let warnings: Vec<String> = said
            .of("warning", "", "")
            .into_iter()
            .filter(|warning| warning["summary"].as_str().is_some_and(|summary| summary.contains(" will be sent ")))
            .map(|warning| warning["detail"].as_str().unwrap_or_default().to_owned())
            .collect();
        let shown = workspace.run(&["show", "-json", "shown.out"]).await.ok();
        let preview = Preview::read(shown.stdout.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"));
        let text = anstream::adapter::strip_str(&preview.text()).to_string();
        let mut number = 0;
        for change in text.split("\n\n").skip(1) {
            let (heading, told) = change.split_once('\n').expect("a heading");
            let requests: Vec<&str> = told.lines().filter(|line| !line.starts_with("  * ")).collect();
            let requests = requests.join("\n");
            number += 1;
            assert!(
                warnings.iter().any(|warning| warning.contains(&requests)),
                "{heading}\n{requests}\n\n{warnings:#?}"
            );
        }
        assert!(number > 80 && number == warnings.len(), "{number} {}", warnings.len());
    }
}

/// How far a configuration has come.
#[derive(Clone, Copy)]
struct Moment {
    /// Which value the changing attribute has.
    at: usize,
    /// How many there are of what is counted.
    count: usize,
    /// What there is one for each of.
    keys: &'static str,
    /// What new objects and passwords are made for.
    generation: u32,
    /// Whether the moved one is at its new address.
    moved: bool,
    /// What becomes of the one that Terraform is to forget.
    kept: Kept,
}

#[derive(Clone, Copy, PartialEq)]
enum Kept {
    Made,
    Forgotten,
    /// Imported by these ids.
    Imported(usize),
}

/// A trunk of a kind.
fn trunk(kind: &Kind, label: &str, mark: &str, at: &str, others: &[(&str, &str)], meta: &str) -> String {
    let lines: Vec<(&str, &str)> = others.iter().copied().chain([(kind.changes.0, at)]).collect();
    format!("resource \"{}\" \"{label}\" {{\n{}{meta}}}\n", kind.resource, kind.body(mark, &lines))
}

fn everywhere(moment: Moment, ids: &[String]) -> String {
    let Moment { at, count, keys, generation, moved, kept } = moment;
    let mut all = format!(
        "{HOSTS}\nresource \"terraform_data\" \"generation\" {{\n  input = {generation}\n}}\nprovider \"siptrunk\" {{\n  alias = \
         \"two\"\n}}\nmodule \"office\" {{\n  source   = \"./office\"\n  for_each = {{ north = 3001, \"so.uth\\\"]\" = 3002 }}\n  mark     = \
         each.value\n  at       = {at}\n  host     = HOST\n  providers = {{ siptrunk = siptrunk.two }}\n}}\n"
    );
    for (index, kind) in KINDS.iter().enumerate() {
        let (resource, value) = (kind.resource, kind.changes.1[at]);
        let mut add = |label: &str, mark: &str, value: &str, others: &[(&str, &str)], meta: &str| {
            all += &trunk(kind, label, mark, value, others, meta);
        };
        add("counted", "${1000 + count.index}", value, &[], &format!("  count = {count}\n"));
        add("keyed", "${2000 + length(each.key)}", value, &[], &format!("  for_each = toset({keys})\n"));
        add(
            "ahead",
            &format!("{}", 4000 + 10 * generation as usize + at),
            value,
            &[],
            "  lifecycle {\n    create_before_destroy = true\n    replace_triggered_by = [terraform_data.generation]\n  }\n",
        );
        add("aim", "5000", value, &[], "");
        add(if moved { "new" } else { "old" }, "6000", value, &[], "");
        add("hidden", "8000", &format!("sensitive({value})"), &[], "");
        if kind.has_password() {
            let beside = kind.rows.iter().find(|row| row.attribute == "password_wo_version").expect("a row").beside;
            let drawn = format!("ephemeral.siptrunk_password.{resource}.result");
            let version = generation.to_string();
            let own = [("password_wo", drawn.as_str()), ("password_wo_version", version.as_str())];
            let beside = beside.iter().copied().filter(|(name, _)| *name != "password_wo");
            add("vault", "9000", value, &beside.chain(own).collect::<Vec<_>>(), "");
            let vendor = resource.split('_').nth(1).expect("siptrunk_VENDOR_KIND");
            all += &format!("ephemeral \"siptrunk_password\" \"{resource}\" {{\n  vendor = \"{vendor}\"\n}}\n");
        }
        if moved {
            all += &format!("moved {{\n  from = {resource}.old\n  to = {resource}.new\n}}\n");
        }
        // Imported, it needs no password.
        let bare: &[_] = if kind.base.iter().any(|(name, _)| *name == "password") { &[("password", "")] } else { &[] };
        all += &match kept {
            Kept::Made => trunk(kind, "kept", "7000", kind.changes.1[at], &[], ""),
            Kept::Forgotten => {
                format!("removed {{\n  from = {resource}.kept\n  lifecycle {{\n    destroy = false\n  }}\n}}\n")
            }
            Kept::Imported(at) => {
                let import = format!("import {{\n  to = {resource}.kept\n  id = {:?}\n}}\n", ids[index]);
                import + &trunk(kind, "kept", "7000", kind.changes.1[at], bare, "")
            }
        };
    }
    all.replace("HOST", "siptrunk_bolna_trunk.host[0].id")
}

/// The module that they stand in.
fn module() -> String {
    let mut all = String::from(
        "terraform {\n  required_providers {\n    siptrunk = { source = \"registry.terraform.io/siptrunk/siptrunk\" }\n  }\n}\n\
         variable \"mark\" {}\nvariable \"at\" {}\nvariable \"host\" {}\n",
    );
    for kind in KINDS {
        let value = format!("[{}][var.at]", kind.changes.1.join(", "));
        all += &trunk(kind, "desk", "${var.mark}", &value, &[], "");
    }
    all.replace("HOST", "var.host")
}

/// What a preview did to which resource, by the name of its block.
fn done(preview: &Json) -> BTreeSet<(String, String, String)> {
    let changes = preview["changes"].as_array().expect("a list").iter();
    changes
        .map(|change| {
            let text = |name: &str| change[name].as_str().expect("text").to_owned();
            let address = text("address");
            let own = address.rsplit("siptrunk_").next().expect("an address").to_owned();
            let (kind, label) = own.split_once('.').expect("type.name");
            let label = label.split('[').next().expect("a name").to_owned();
            (format!("siptrunk_{kind}"), label, text("action"))
        })
        .collect()
}

#[tokio::test]
async fn of_every_place_where_a_resource_may_stand() {
    let sandbox = Sandbox::start(&[]).await;
    let Some(workspace) = sandbox.previewed_workspace().await else { return };
    std::fs::create_dir(workspace.path().join("office")).expect("a directory");
    std::fs::write(workspace.path().join("office/main.tf"), module()).expect("a module");
    let began = Moment { at: 0, count: 2, keys: r#"["k", "b`c|d"]"#, generation: 1, moved: false, kept: Kept::Made };
    let each = |label: &str, action: &str, preview: &Json| {
        let done = done(preview);
        for kind in KINDS {
            let what = (kind.resource.to_owned(), label.to_owned(), action.to_owned());
            assert!(done.contains(&what), "{what:?}\n{done:#?}");
        }
    };
    let none = |label: &str, preview: &Json| {
        assert!(!done(preview).iter().any(|(_, name, _)| name == label), "{label}: {:#?}", done(preview));
    };
    workspace.write(&everywhere(began, &[]));
    workspace.run(&["get"]).await.ok();
    let made = applied(&workspace, &everywhere(began, &[])).await;
    for label in ["counted", "keyed", "ahead", "aim", "old", "hidden", "kept", "desk"] {
        each(label, "create", &made);
    }
    let id = |kind: &Kind| {
        let state = workspace.state(&format!("{}.kept", kind.resource)).expect("it is in the state").attributes;
        let part = |name: &&str| state[*name].as_str().expect("text").to_owned();
        kind.import.iter().map(part).collect::<Vec<_>>().join("/")
    };
    let ids: Vec<String> = KINDS.iter().map(id).collect();

    // All at once: changed, one fewer, another one, a new one before the old one goes, moved, forgotten.
    let changed =
        Moment { at: 1, count: 1, keys: r#"["k", "@bob\n/close"]"#, generation: 2, moved: true, kept: Kept::Forgotten };
    let preview = applied(&workspace, &everywhere(changed, &ids)).await;
    each("counted", "delete", &preview);
    each("keyed", "create", &preview);
    each("keyed", "delete", &preview);
    each("ahead", "replace", &preview);
    for label in ["counted", "keyed", "aim", "new", "hidden", "desk"] {
        for kind in KINDS {
            let action = if kind.resource.ends_with("number") { "replace" } else { "update" };
            let what = (kind.resource.to_owned(), label.to_owned(), action.to_owned());
            assert!(done(&preview).contains(&what), "{what:?}\n{:#?}", done(&preview));
        }
    }
    none("kept", &preview);
    none("old", &preview);

    // One address alone, of a plan that has more to do.
    let aimed = Moment { at: 2, ..changed };
    let apply = ["apply", "-auto-approve", "-input=false", "-no-color"];
    let with = async |hcl: &str, more: Vec<String>| -> Run {
        workspace.write(hcl);
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        workspace.run(&[&apply[..], &more].concat()).await.ok()
    };
    let targets = KINDS.iter().map(|kind| format!("-target={}.aim", kind.resource)).collect();
    let preview = with(&everywhere(aimed, &ids), targets).await.preview;
    assert!(!done(&preview).iter().any(|(_, name, _)| name != "aim"), "{preview:#}");
    assert_eq!(number(&preview), KINDS.len());
    assert!(preview["deferred"].is_array(), "{preview:#}");

    // New ones because somebody asks for them, and because the old ones are tainted.
    let replaced = KINDS.iter().map(|kind| format!("-replace={}.aim", kind.resource)).collect();
    for kind in KINDS {
        workspace.run(&["taint", &format!("{}.hidden", kind.resource)]).await.ok();
    }
    let preview = with(&everywhere(aimed, &ids), replaced).await.preview;
    each("aim", "replace", &preview);
    each("hidden", "replace", &preview);

    // Back under Terraform's eyes, with a change and without one.
    let back = Moment { kept: Kept::Imported(2), ..aimed };
    let preview = applied(&workspace, &everywhere(back, &ids)).await;
    for kind in KINDS {
        let action = if kind.resource.ends_with("number") { "replace" } else { "update" };
        let what = (kind.resource.to_owned(), "kept".to_owned(), action.to_owned());
        assert!(done(&preview).contains(&what), "{what:?}\n{:#?}", done(&preview));
    }
    let ids: Vec<String> = KINDS.iter().map(id).collect();
    let gone = applied(&workspace, &everywhere(Moment { kept: Kept::Forgotten, ..back }, &ids)).await;
    assert_eq!(number(&gone), 0, "{gone:#}");
    let again = applied(&workspace, &everywhere(back, &ids)).await;
    assert_eq!(number(&again), 0, "{again:#}");
    let gone = workspace.destroy().await.ok().preview;
    each("desk", "delete", &gone);
}
