//! Secrets of resources that bring something along which nobody means. A vendor would refuse them, and some lock an
//! address out after a few refusals.

use std::collections::BTreeSet;

use siptrunk::vendors;

use super::super::support::terraform::Workspace;
use super::{diagnostics, resource, says};

const SECRET: &str = "Tr0ub4dor&Zebra";

const GATEWAYS: (&str, &str) = ("gateways", r#"[{ host = "sip.carrier.example" }]"#);

/// Every resource with a secret, with what else it needs.
const RESOURCES: &[(&str, &[(&str, &str)])] = &[
    (
        "siptrunk_bolna_trunk",
        &[
            ("name", r#""agent""#),
            ("provider_name", r#""custom""#),
            ("auth_type", r#""credentials""#),
            ("username", r#""agent""#),
            GATEWAYS,
        ],
    ),
    ("siptrunk_crazytel_trunk", &[("caller_id", r#""61255501234""#)]),
    (
        "siptrunk_fonedynamics_trunk",
        &[
            ("name", r#""branch""#),
            ("caller_id", r#""+61255501234""#),
            ("auth_type", r#""credentials""#),
            ("realm", r#""branch""#),
        ],
    ),
    ("siptrunk_livekit_inbound_trunk", &[("username", r#""carrier""#)]),
    (
        "siptrunk_livekit_outbound_trunk",
        &[("address", r#""sip.carrier.example""#), ("phone_numbers", r#"["+15550101"]"#)],
    ),
    ("siptrunk_nebrija_trunk", &[("name", r#""Madrid""#), ("username", r#""madrid""#), GATEWAYS]),
    (
        "siptrunk_yeastar_trunk",
        &[
            ("type", r#""account""#),
            ("name", r#""desk""#),
            ("transport", r#""udp""#),
            ("username", r#""10001""#),
            ("auth_name", r#""10001""#),
            ("codecs", r#"["alaw"]"#),
        ],
    ),
];

#[tokio::test]
async fn a_secret_with_something_around_it_is_an_error_on_its_line_and_not_shown() {
    let Some(workspace) = Workspace::new().await else { return };
    let file = "A file read with file() commonly does: put trimspace() around it.";
    let around = [
        (format!("{SECRET}\n"), format!("ends in a line break. {file}")),
        (format!("{SECRET}\r\n"), format!("ends in a line break. {file}")),
        (format!("{SECRET} "), "ends in a space. Remove it.".into()),
        (format!("\u{feff}{SECRET}"), "begins with a byte order mark. Remove it.".into()),
    ];
    let ways = [("password", ""), ("password_wo", "\npassword_wo_version = 1")];
    for ((around, words), (name, version)) in around.iter().flat_map(|around| ways.map(|way| (around, way))) {
        let words = format!("\"{name}\" {words}");
        std::fs::write(workspace.path().join("secret"), around).expect("a file");
        let with =
            |says: &str| -> String { RESOURCES.iter().map(|(kind, good)| resource(kind, "it", good, says)).collect() };
        workspace.write(&with(&format!("{name} = file(\"secret\"){version}")));
        let run = workspace.run(&["validate", "-json"]).await.exited(1);
        assert!(!run.text.contains(SECRET), "{run}");
        let errors = diagnostics(&run.stdout);
        for (kind, _) in RESOURCES {
            let context = format!("resource \"{kind}\" \"it\"");
            let here: Vec<_> = errors.iter().filter(|error| error["snippet"]["context"] == context.as_str()).collect();
            let on_its_line =
                here.len() == 1 && here[0]["snippet"]["code"] == format!("  {name} = file(\"secret\")").as_str();
            assert!(on_its_line && says(here[0], &words), "{kind}: {errors:#?}");
        }
        if words.contains("trimspace") {
            workspace.write(&with(&format!("{name} = trimspace(file(\"secret\")){version}")));
            workspace.run(&["validate", "-no-color"]).await.ok();
        }
    }
}

#[test]
fn every_resource_with_a_secret_is_in_the_table() {
    let with_a_secret = vendors::resources().filter(|(_, resource)| {
        let secrets: Vec<_> =
            resource.attributes.iter().filter(|a| a.is_secret() && a.writable()).map(|a| a.name).collect();
        assert!(secrets.is_empty() || secrets == ["password", "password_wo"], "{}: {secrets:?}", resource.name);
        !secrets.is_empty()
    });
    let there: BTreeSet<_> = with_a_secret.map(|(_, resource)| resource.type_name()).collect();
    assert_eq!(there, RESOURCES.iter().map(|(kind, _)| kind.to_string()).collect());
}
