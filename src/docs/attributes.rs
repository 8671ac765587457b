//! Everything there is to say of attributes, in the registry's form.

use std::fmt::Write as _;

use crate::schema::{Attribute, Check, Codec, Kind, Life, Place, Presence, Vendor};

/// Terraform's own page on what is in the configuration alone.
const WRITE_ONLY: &str = "https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments";

/// What to tell beside the attributes themselves.
pub struct Telling<'a> {
    /// Whose names are told beside ours; those of settings are nobody's.
    pub vendor: Option<&'a Vendor>,
    /// The attribute that decides which others fit.
    pub kind: Option<&'a str>,
    /// Whether they make an object, so that leaving one out means something for it.
    pub makes: bool,
}

impl Telling<'_> {
    /// Nothing beside them.
    pub const PLAIN: Self = Self { vendor: None, kind: None, makes: false };
}

/// A block inside a resource's own: its name, what it is, and what it holds.
pub struct Block<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is.
    pub doc: &'a str,
    /// What it holds.
    pub attributes: &'a [Attribute],
}

/// The sections of a table, and one for each nested table and block behind them.
pub fn schema(attributes: &[Attribute], blocks: &[Block], telling: &Telling) -> String {
    let lines: String = blocks.iter().map(|Block { name, doc, .. }| block_line(name, doc)).collect();
    let mut text = sections(attributes, &lines, telling, "", "### ", "");
    for attribute in attributes {
        nested(&mut text, attribute, telling, "");
    }
    for block in blocks {
        text.push_str(&block_head(block.name));
        for attribute in block.attributes {
            let _ = writeln!(text, "{}", line(attribute, &Telling::PLAIN, ""));
        }
        text.push('\n');
    }
    text.trim_end().to_owned()
}

/// The line that leads to a block.
pub fn block_line(name: &str, doc: &str) -> String {
    format!("- `{name}` (Block, Optional) {doc} (see [below for nested schema](#nestedblock--{name}))\n")
}

/// What stands above the lines of a block.
pub fn block_head(name: &str) -> String {
    format!("<a id=\"nestedblock--{name}\"></a>\n### Nested Schema for `{name}`\n\nOptional:\n\n")
}

/// `also` are lines among the optional ones.
fn sections(
    attributes: &[Attribute],
    also: &str,
    telling: &Telling,
    parent: &str,
    before: &str,
    after: &str,
) -> String {
    let section = |attribute: &Attribute| match attribute.presence {
        Presence::Required if !attribute.is_kept() => "Required",
        Presence::ReadOnly => "Read-Only",
        _ => "Optional",
    };
    let mut text = String::new();
    for title in ["Required", "Optional", "Read-Only"] {
        let mut belonging = attributes.iter().filter(|attribute| section(attribute) == title).peekable();
        if belonging.peek().is_some() {
            let _ = write!(text, "{before}{title}{after}\n\n");
            for attribute in belonging {
                let _ = writeln!(text, "{}", line(attribute, telling, parent));
            }
            if title == "Optional" {
                text.push_str(also);
            }
            text.push('\n');
        }
    }
    text
}

fn nested(text: &mut String, attribute: &Attribute, telling: &Telling, parent: &str) {
    let Some(table) = attribute.kind.nested() else { return };
    let path = format!("{parent}{}", attribute.name);
    let anchor = path.replace('.', "--");
    let _ = write!(text, "<a id=\"nestedatt--{anchor}\"></a>\n### Nested Schema for `{path}`\n\n");
    if table.iter().any(Attribute::writable) {
        text.push_str(
            "Terraform does not check the names in here: it silently drops one that is not in this list.\n\n",
        );
    }
    text.push_str(&sections(table, "", telling, &format!("{path}."), "", ":"));
    for attribute in table {
        nested(text, attribute, telling, &format!("{path}."));
    }
}

/// One attribute, in one line.
pub fn line(attribute: &Attribute, telling: &Telling, parent: &str) -> String {
    let write_only = matches!(attribute.place, Place::WriteOnly(_)).then(|| format!(", [Write-only]({WRITE_ONLY})"));
    let secret = if attribute.is_secret() { ", Sensitive" } else { "" }.to_owned() + &write_only.unwrap_or_default();
    let mut line =
        format!("- `{}` ({}{secret}) {}", attribute.name, kind_name(&attribute.kind), sentences(attribute, telling));
    if attribute.kind.nested().is_some() {
        let anchor = format!("{parent}{}", attribute.name).replace('.', "--");
        let _ = write!(line, " (see [below for nested schema](#nestedatt--{anchor}))");
    }
    line
}

fn kind_name(kind: &Kind) -> String {
    match kind {
        Kind::String => "String".into(),
        Kind::Integer => "Number".into(),
        Kind::Bool => "Boolean".into(),
        Kind::Objects(_) => "Attributes List".into(),
        Kind::List(of) => format!("List of {}", kind_name(of)),
        Kind::Set(of) => format!("Set of {}", kind_name(of)),
        Kind::Map(of) => format!("Map of {}", kind_name(of)),
    }
}

/// In the order a user asks for it.
fn sentences(attribute: &Attribute, telling: &Telling) -> String {
    let mut all = vec![attribute.doc.to_owned()];
    let must = match attribute.kind {
        Kind::List(_) | Kind::Set(_) | Kind::Objects(_) => "Each element must",
        Kind::Map(_) => "Each value must",
        Kind::String | Kind::Integer | Kind::Bool => "Must",
    };
    let words = attribute.codec.words().map(Check::Words);
    all.extend(words.iter().chain(attribute.checks).filter(|_| attribute.writable()).map(|check| match check {
        Check::AtLeastOne => format!("Must {}.", check.says()),
        Check::OneOf(texts) => one_of(must, texts.iter().copied()),
        Check::Words(words) => one_of(must, words.iter().map(|(word, _)| *word)),
        Check::Names(_) => format!("Each name must {}.", check.says()),
        check => format!("{must} {}.", check.says()),
    }));
    all.extend(telling.kind.and_then(|kind| fit(attribute, kind)));
    if attribute.presence == Presence::Required && attribute.is_kept() {
        all.push("Required on create.".into());
    }
    if telling.vendor.is_some() && attribute.is_kept() {
        all.push("Left out later, it stays as it is.".into());
    }
    all.extend(left_out(attribute, telling));
    if attribute.life == Life::Fixed {
        all.push("Changing this forces a new resource.".into());
    }
    if attribute.life == Life::FixedOnceThere {
        all.push("Removing this forces a new resource.".into());
    }
    // What is gathered from several answers has no name of the vendor's.
    if let Some(vendor) = telling.vendor.filter(|_| attribute.json_path() != Some("")) {
        all.extend(vendors_name(attribute, vendor.title));
    }
    all.join(" ")
}

/// In the registry's words; an error quotes them as text.
fn one_of<'a>(must: &str, words: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<_> = words.map(|word| format!("`{word}`")).collect();
    all.dedup();
    let each = if must.starts_with("Each") { "Each element is one of" } else { "One of" };
    format!("{each} {}.", all.join(", "))
}

/// What leaving it out means, where that can be done.
fn left_out(attribute: &Attribute, telling: &Telling) -> Option<String> {
    let title = telling.vendor.filter(|_| telling.makes).map(|vendor| vendor.title);
    match (attribute.presence, title) {
        (Presence::Default(default), Some(_)) if attribute.life == Life::Fixed => {
            Some(format!("Default: `{}` (an imported one keeps its value).", default.json()))
        }
        (Presence::Default(default), _) => Some(format!("Default: `{}`.", default.json())),
        (_, None) => None,
        // The address of an object may come from a setting; of a secret more is to be said.
        _ if attribute.is_kept() || !matches!(attribute.place, Place::Body(_)) => None,
        (Presence::Optional, _) if needed_wherever_it_fits(attribute) => None,
        (Presence::Optional, _) => Some("Left out, it is empty.".into()),
        (Presence::VendorDefault, Some(title)) => {
            let emptied = match (attribute.cleared_by, attribute.kind) {
                ([], _) => "",
                (_, Kind::String) => " `\"\"` empties it.",
                (_, Kind::Map(_)) => " `{}` empties it.",
                _ => " `[]` empties it.",
            };
            Some(format!("Left out, {title} chooses the value and keeps it.{emptied}"))
        }
        (Presence::Required | Presence::ReadOnly, _) => None,
    }
}

fn needed_wherever_it_fits(attribute: &Attribute) -> bool {
    !attribute.fits.required.is_empty() && attribute.fits.required == attribute.fits.only
}

/// For which kinds it is.
fn fit(attribute: &Attribute, kind: &str) -> Option<String> {
    let with = |kinds: &[&str]| kinds.iter().map(|k| format!("`{kind} = \"{k}\"`")).collect::<Vec<_>>().join(" or ");
    let needed = if attribute.is_kept() { "Required on create with" } else { "Required with" };
    match (attribute.fits.required, attribute.fits.only) {
        ([], []) => None,
        (_, only) if needed_wherever_it_fits(attribute) => {
            Some(format!("{needed} {}; not allowed otherwise.", with(only)))
        }
        ([], only) => Some(format!("Only with {}.", with(only))),
        (required, []) => Some(format!("{needed} {}.", with(required))),
        (required, only) => Some(format!("{needed} {}; allowed only with {}.", with(required), with(only))),
    }
}

fn vendors_name(attribute: &Attribute, title: &str) -> Option<String> {
    if attribute.place == Place::Address {
        return Some(format!("Part of the request path at {title}."));
    }
    let path = attribute.json_path()?;
    let form = match attribute.codec {
        Codec::Plain => String::new(),
        Codec::Commas => ", joined by commas".into(),
        Codec::ZeroOne => ", 0 or 1".into(),
        Codec::Number => ", a number".into(),
        Codec::UnixTime => ", in seconds since 1970".into(),
        Codec::Json => ", an object".into(),
        Codec::Wrapped(member) => format!(", each with its `{member}`"),
        Codec::NameAndRate(name, rate) => format!(", each with its `{name}` and `{rate}`"),
        Codec::Words(words) | Codec::WordsSoFar(words) => {
            // Of several words for one of ours, the first is sent.
            let sent =
                words.iter().enumerate().filter(|(at, (ours, _))| words[..*at].iter().all(|(word, _)| word != ours));
            let translated = sent.filter(|(_, (ours, theirs))| theirs.json().as_str() != Some(*ours));
            let sent: Vec<_> =
                translated.map(|(_, (ours, theirs))| format!("`\"{ours}\"` stands for `{}`", theirs.json())).collect();
            if sent.is_empty() { String::new() } else { format!("; {}", sent.join(", ")) }
        }
    };
    Some(format!("{title}: `{path}`{form}."))
}
