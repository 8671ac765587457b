//! The registry's documentation pages, drawn from the tables and the examples.
//!
//! A test holds the files in `docs/` against these pages, so no page can tell another story than the code.

use std::fmt::Write as _;

use crate::schema::{Attribute, Call, Codec, Kind, Literal, Place, Presence, Resource, Vendor};

/// The page of a resource. `example` is HCL, `import` a shell command.
pub fn resource_page(vendor: &Vendor, resource: &Resource, example: &str, import: &str) -> String {
    let type_name = resource.type_name();
    let front = front_matter(&format!("{type_name} Resource - siptrunk"), vendor.title, resource.doc);
    let mut page = format!("{front}\n# {type_name} (Resource)\n\n{}\n", resource.doc);
    section(&mut page, "Example Usage", &format!("```terraform\n{}\n```", example.trim()));
    section(&mut page, "Schema", &schema(vendor, resource));
    section(&mut page, "Vendor Calls", &calls(vendor, resource));
    section(&mut page, "Import", &imports(resource, import));
    page
}

/// The page of the provider. `settings` gives the attributes of a vendor's block, `environment` the variable behind one.
pub fn index_page(
    vendors: &[&'static Vendor],
    settings: impl Fn(&'static Vendor) -> &'static [Attribute],
    environment: impl Fn(&Vendor, &str) -> String,
    example: &str,
) -> String {
    const DOC: &str = "SIP trunks of several vendors as code, in one vocabulary, with plans that can be trusted.";
    let mut page = format!("{}\n# siptrunk Provider\n\n{DOC}\n", front_matter("siptrunk Provider", "", DOC));
    let intro = "A vendor that no resource uses needs no block. Each value may come from the environment instead, under \
                 the name given with it; the block wins.";
    section(&mut page, "Example Usage", &format!("```terraform\n{}\n```\n\n{intro}", example.trim()));
    let mut text = String::from("### Optional\n\n");
    for vendor in vendors {
        let _ = writeln!(
            text,
            "- `{0}` (Attributes) {1}. (see [below](#nested-schema-for-{0}))",
            vendor.name, vendor.title
        );
    }
    for vendor in vendors {
        let _ = write!(
            text,
            "\n<a id=\"nested-schema-for-{0}\"></a>\n### Nested Schema for `{0}`\n\nOptional:\n\n",
            vendor.name
        );
        for setting in settings(vendor) {
            let default = match setting.name {
                "base_url" => vendor.base_url.map(|url| format!(" Default: `{url}`.")),
                "requests_per_minute" => vendor.requests_per_minute.map(|ceiling| format!(" Default: `{ceiling}`.")),
                _ => None,
            };
            let variable = environment(vendor, setting.name);
            let _ = writeln!(
                text,
                "- `{}` ({}) {}{} Environment: `{variable}`.",
                setting.name,
                kind(setting),
                sentences(setting, vendor, None),
                default.unwrap_or_default()
            );
        }
    }
    section(&mut page, "Schema", text.trim_end());
    page
}

fn front_matter(title: &str, subcategory: &str, description: &str) -> String {
    format!("---\npage_title: \"{title}\"\nsubcategory: \"{subcategory}\"\ndescription: |-\n  {description}\n---\n")
}

fn section(page: &mut String, title: &str, text: &str) {
    let _ = write!(page, "\n## {title}\n\n{text}\n");
}

fn schema(vendor: &Vendor, resource: &Resource) -> String {
    let mut text = String::new();
    let sections: [(&str, fn(&Attribute) -> bool); 3] = [
        ("Required", |attribute| attribute.presence == Presence::Required),
        ("Optional", |attribute| attribute.writable() && attribute.presence != Presence::Required),
        ("Read-Only", |attribute| !attribute.writable()),
    ];
    for (title, belongs) in sections {
        let mut attributes = resource.attributes.iter().filter(|attribute| belongs(attribute)).peekable();
        if attributes.peek().is_some() {
            let _ = write!(text, "### {title}\n\n");
            for attribute in attributes {
                let _ = writeln!(
                    text,
                    "- `{}` ({}) {}",
                    attribute.name,
                    kind(attribute),
                    sentences(attribute, vendor, Some(resource))
                );
            }
            text.push('\n');
        }
    }
    text.trim_end().to_owned()
}

fn kind(attribute: &Attribute) -> String {
    let secret = if attribute.secret { ", Sensitive" } else { "" };
    format!("{}{secret}", kind_name(&attribute.kind))
}

fn kind_name(kind: &Kind) -> String {
    match kind {
        Kind::String => "String".into(),
        Kind::Integer => "Number".into(),
        Kind::Bool => "Boolean".into(),
        Kind::List(Kind::Object(_)) => "Attributes List".into(),
        Kind::Set(Kind::Object(_)) => "Attributes Set".into(),
        Kind::List(of) => format!("List of {}", kind_name(of)),
        Kind::Set(of) => format!("Set of {}", kind_name(of)),
        Kind::Object(_) => "Attributes".into(),
    }
}

/// Everything there is to say of an attribute, in the order a user asks for it.
fn sentences(attribute: &Attribute, vendor: &Vendor, resource: Option<&Resource>) -> String {
    let mut all = vec![attribute.doc.to_owned()];
    let of = if matches!(attribute.kind, Kind::List(_) | Kind::Set(_)) { "Its elements must" } else { "Must" };
    all.extend(attribute.checks.iter().map(|check| match check {
        crate::schema::Check::AtLeastOne => format!("Must {}.", check.says()),
        check => format!("{of} {}.", check.says()),
    }));
    if let Some(kind) = resource.and_then(|resource| resource.kind) {
        let with =
            |kinds: &[&str]| kinds.iter().map(|k| format!("`{kind} = \"{k}\"`")).collect::<Vec<_>>().join(" or ");
        match (attribute.required_for, attribute.only_for) {
            ([], []) => {}
            (required, only) if required == only => all.push(format!("Needed with {}, and only there.", with(only))),
            ([], only) => all.push(format!("Only with {}.", with(only))),
            (required, []) => all.push(format!("Needed with {}.", with(required))),
            (required, only) => all.push(format!("Needed with {}; only with {}.", with(required), with(only))),
        }
    }
    if let Presence::Default(default) = attribute.presence {
        let of = if resource.is_some() { "Default for a new one" } else { "Default" };
        all.push(format!("{of}: `{}`.", default.json()));
    }
    if attribute.replaces {
        all.push("A change makes a new one.".into());
    }
    if resource.is_some() {
        all.push(vendors_name(attribute, vendor));
    }
    all.join(" ")
}

fn vendors_name(attribute: &Attribute, vendor: &Vendor) -> String {
    let title = vendor.title;
    match (attribute.place, attribute.codec) {
        (Place::Address, _) => format!("{title} has it in the address of its calls."),
        (Place::Body(path), Codec::Plain) => format!("{title}: `{path}`."),
        (Place::Body(path), Codec::Wrapped(member)) => format!("{title}: `{path}`, each with its `{member}`."),
        (Place::Body(path), Codec::Words(words)) => {
            let words: Vec<_> =
                words.iter().map(|(ours, theirs)| format!("`\"{ours}\"` is `{}`", literal(*theirs))).collect();
            format!("{title}: `{path}`; {}.", words.join(", "))
        }
    }
}

fn literal(literal: Literal) -> String {
    literal.json().to_string()
}

fn calls(vendor: &Vendor, resource: &Resource) -> String {
    let calls = &resource.calls;
    let mut text = format!("What is sent to {}, below `base_url`.\n\n| Step | Call |\n|---|---|\n", vendor.title);
    let mut row = |step: &str, call: &Call| {
        let paths: Vec<_> = call.paths.iter().map(|path| format!("`{} {path}`", call.method)).collect();
        let _ = writeln!(text, "| {step} | {} |", paths.join(", or without a property "));
    };
    row("Create", &calls.create);
    row("Read", &calls.read);
    row("Update: only what differs", &calls.update);
    if let Some(whole) = &calls.update_whole {
        row("Update where the above is answered 405", whole);
    }
    row("Delete", &calls.delete);
    row("To confirm a doubtful 404", &calls.list.call);
    text.trim_end().to_owned()
}

fn imports(resource: &Resource, import: &str) -> String {
    let forms: Vec<_> = resource.import.iter().map(|form| format!("`{}`", form.to_uppercase())).collect();
    let secrets: Vec<_> = resource.attributes.iter().filter(|a| a.secret).map(|a| format!("`{}`", a.name)).collect();
    let unknown = match secrets.as_slice() {
        [] => String::new(),
        names => format!(
            "\n\nNo vendor answers a password, so {} of an imported {} is not known: the next apply sends the configured \
             one. `lifecycle {{ ignore_changes = [{}] }}` leaves it alone.",
            names.join(", "),
            resource.noun,
            names.join(", ").replace('`', "")
        ),
    };
    format!("By {}:\n\n```shell\n{}\n```{unknown}", forms.join(" or "), import.trim())
}
