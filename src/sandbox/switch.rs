//! Switches: where a vendor's pages leave open what its server does, a switch chooses.

use std::collections::BTreeMap;
use std::fmt;

use super::Sandbox;

/// One choice about a vendor's behaviour.
#[derive(Debug)]
pub struct Switch {
    /// Its name in kebab-case, without the vendor's.
    pub name: &'static str,
    /// What it may be set to.
    pub values: Values,
    /// What it chooses, in one sentence.
    pub doc: &'static str,
}

/// What a switch may be set to.
#[derive(Debug)]
pub enum Values {
    /// One of these words; the first is the default.
    Words(&'static [&'static str]),
    /// A whole number from 0; this one is the default.
    Number(u32),
}

/// The switches of a vendor, in the order of the guide: a constant of each, and `ALL` of them. Those that several vendors have
/// are named alone.
macro_rules! switches {
    ($($name:ident $(= $switch:expr)?),* $(,)?) => {
        $($(pub const $name: $crate::sandbox::Switch = $switch;)?)*
        pub const ALL: &[$crate::sandbox::Switch] = &[$($name),*];
    };
}
pub(crate) use switches;

/// A switch that is set to one of these words, the first if nobody chooses.
pub const fn words(name: &'static str, words: &'static [&'static str], doc: &'static str) -> Switch {
    Switch { name, values: Values::Words(words), doc }
}

/// A switch that is set to a whole number, this one if nobody chooses.
pub const fn number(name: &'static str, default: u32, doc: &'static str) -> Switch {
    Switch { name, values: Values::Number(default), doc }
}

impl Switch {
    /// The value as long as nobody chooses.
    pub fn default(&self) -> String {
        match self.values {
            Values::Words(words) => words[0].into(),
            Values::Number(number) => number.to_string(),
        }
    }

    /// Whether it may be set to this.
    pub(super) fn takes(&self, value: &str) -> bool {
        match self.values {
            Values::Words(words) => words.contains(&value),
            Values::Number(_) => value.parse::<u32>().is_ok(),
        }
    }
}

/// The values: `200, 201` or `a whole number`.
impl fmt::Display for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(&words.join(", ")),
            Self::Number(_) => f.write_str("a whole number"),
        }
    }
}

/// What is chosen for one vendor; every other switch has its default.
#[derive(Clone, Debug, Default)]
pub struct Switches(BTreeMap<&'static str, String>);

impl Switches {
    /// Whether the switch is set to this value, which must be one of its words.
    pub fn is(&self, switch: &Switch, value: &str) -> bool {
        debug_assert!(switch.takes(value), "{} never is {value:?}", switch.name);
        self.value(switch) == value
    }

    /// The number that the switch is set to.
    pub fn number(&self, switch: &Switch) -> u32 {
        self.value(switch).parse().unwrap_or_default()
    }

    /// The most that the switch allows: 0 is no limit.
    pub fn most(&self, switch: &Switch) -> usize {
        if self.number(switch) == 0 { usize::MAX } else { self.number(switch) as usize }
    }

    /// The status that the switch is set to.
    pub fn status(&self, switch: &Switch) -> u16 {
        self.value(switch).parse().unwrap_or_default()
    }

    /// The value that the switch is set to.
    pub fn value(&self, switch: &Switch) -> String {
        self.0.get(switch.name).cloned().unwrap_or_else(|| switch.default())
    }

    pub(super) fn set(&mut self, switch: &'static Switch, value: &str) {
        self.0.insert(switch.name, value.into());
    }
}

/// The switch of that full name, `vendor.switch`, if it takes that value; else what there is instead.
pub(super) fn find(
    sandboxes: &[&'static Sandbox],
    name: &str,
    value: &str,
) -> Result<(&'static Sandbox, &'static Switch), String> {
    let Some((sandbox, switch)) = all(sandboxes).find(|(sandbox, switch)| full_name(sandbox, switch) == name) else {
        let vendor = name.split('.').next().unwrap_or_default();
        let near = all(sandboxes).filter(|(sandbox, _)| sandbox.vendor == vendor);
        let mut names: Vec<_> = near.map(|(sandbox, switch)| full_name(sandbox, switch)).collect();
        if names.is_empty() {
            names = sandboxes.iter().map(|sandbox| format!("{}.…", sandbox.vendor)).collect();
        }
        return Err(format!("there is no switch {name:?}; there are {}", names.join(", ")));
    };
    match switch.takes(value) {
        true => Ok((sandbox, switch)),
        false => Err(format!("{name} cannot be {value:?}; it can be {}", switch.values)),
    }
}

/// All switches as text, one a line.
pub fn listing(sandboxes: &[&'static Sandbox]) -> String {
    all(sandboxes)
        .map(|(sandbox, switch)| {
            let (name, values, default) = (full_name(sandbox, switch), &switch.values, switch.default());
            format!("{name}\n    {}\n    Values: {values}. Default: {default}.\n", switch.doc)
        })
        .collect()
}

/// All switches as a Markdown table, as the guide shows them.
pub fn table(sandboxes: &[&'static Sandbox]) -> String {
    let rows = all(sandboxes).map(|(sandbox, switch)| {
        let values = match switch.values {
            Values::Words(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
            Values::Number(number) => format!("a whole number (`{number}`)"),
        };
        format!("| `{}` | {values} | {} |\n", full_name(sandbox, switch), switch.doc)
    });
    "| Switch | Values, the default first | What it chooses |\n|---|---|---|\n".to_owned() + &rows.collect::<String>()
}

fn full_name(sandbox: &Sandbox, switch: &Switch) -> String {
    format!("{}.{}", sandbox.vendor, switch.name)
}

fn all(sandboxes: &[&'static Sandbox]) -> impl Iterator<Item = (&'static Sandbox, &'static Switch)> {
    sandboxes.iter().flat_map(|sandbox| sandbox.switches.iter().map(|switch| (*sandbox, switch)))
}
