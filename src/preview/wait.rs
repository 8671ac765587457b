//! What an unknown value waits for: the references in the configuration that the apply alone will know.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use serde_json::Value as Json;

use super::address::{first_name, module_names, without_index};
use super::file::{Configured, File, Module, ModuleCall, ResourceChange, value};

/// Where the values of a plan come from.
pub struct Sources<'a> {
    modules: HashMap<String, Blocks<'a>>,
    /// What the apply alone will know: attributes by module, type and name.
    unknown: HashMap<String, BTreeSet<String>>,
    /// Whether what has this name in this module leads to something unknown. Many ways lead to the same name.
    answers: RefCell<HashMap<(String, String), bool>>,
}

/// A module, and the blocks in it.
struct Blocks<'a> {
    /// The way to it, the root first.
    steps: Vec<Step<'a>>,
    resources: HashMap<&'a str, &'a Configured<'a>>,
}

/// A module on the way from the root.
#[derive(Clone, Copy)]
struct Step<'a> {
    module: &'a Module<'a>,
    /// By which name and how it is called; none for the root.
    call: Option<(&'a str, &'a ModuleCall<'a>)>,
}

/// The names on a way, joined by dots.
fn path(steps: &[Step]) -> String {
    let names: Vec<&str> = steps.iter().filter_map(|step| Some(step.call?.0)).collect();
    names.join(".")
}

/// The same for where a resource is.
fn path_of(change: &ResourceChange) -> String {
    module_names(change.module_address.as_deref().unwrap_or_default()).join(".")
}

/// Where an unknown value comes from.
#[derive(Debug, PartialEq)]
pub enum Origin {
    /// From the vendor: the configuration leaves it out, or says null.
    Vendor,
    /// From either: what the configuration refers to is known, so that it says null, or has a function which the apply alone
    /// evaluates, such as `uuid()`.
    Either,
    /// From such a function, or from nothing but others: the configuration refers to nothing, and is no plain value.
    Function,
    /// From the configuration, which has it from these.
    Configuration(Vec<String>),
}

/// The steps from module to module that an answer may take.
const DEPTH: usize = 50;

impl<'a> Sources<'a> {
    /// Of a plan.
    pub fn of(file: &'a File<'a>) -> Self {
        let mut modules = HashMap::new();
        if let Some(configuration) = &file.configuration {
            let root = Step { module: &configuration.root_module, call: None };
            collect(&mut modules, vec![root]);
        }
        let mut unknown: HashMap<_, BTreeSet<_>> = HashMap::new();
        for change in &file.resource_changes {
            let names: Vec<String> = match value(change.change.after_unknown) {
                Some(Json::Object(members)) => {
                    members.into_iter().filter(|(_, unknown)| is_unknown(unknown)).map(|(name, _)| name).collect()
                }
                _ => vec![],
            };
            if !names.is_empty() {
                let key = format!("{}/{}", path_of(change), key(change));
                unknown.entry(key).or_default().extend(names);
            }
        }
        Self { modules, unknown, answers: RefCell::default() }
    }

    /// The resource's block; none for what the configuration no longer has.
    pub fn block(&self, change: &ResourceChange) -> Option<&'a Configured<'a>> {
        Some(self.find(change)?.1)
    }

    fn find(&self, change: &ResourceChange) -> Option<(&Blocks<'a>, &'a Configured<'a>)> {
        let blocks = self.modules.get(&path_of(change))?;
        Some((blocks, *blocks.resources.get(key(change).as_str())?))
    }

    /// Where an unknown attribute of a resource comes from.
    pub fn origin(&self, change: &ResourceChange, attribute: &str) -> Origin {
        let Some((blocks, configured)) = self.find(change) else { return Origin::Configuration(vec![]) };
        let expressions = value(configured.expressions).unwrap_or_default();
        let Some(expression) = expressions.get(attribute) else { return Origin::Vendor };
        let place = Place { steps: &blocks.steps, each: configured.for_each_expression.as_ref() };
        let waits: Vec<_> = longest(expression).into_iter().filter(|name| self.pends(place, name, DEPTH)).collect();
        match (expression.get("references"), waits.is_empty()) {
            (Some(_), false) => {
                let (mut seen, mut names) = (BTreeSet::new(), vec![]);
                waits.into_iter().for_each(|name| self.follow(place, name, &mut seen, &mut names));
                Origin::Configuration(names)
            }
            (Some(_), true) => Origin::Either,
            (None, _) if expression.get("constant_value").is_some() => Origin::Vendor,
            (None, _) => Origin::Function,
        }
    }

    /// Takes in what a reference stands for that leads to something unknown, by its whole name: what a module or a block is
    /// given has one only where it is given.
    fn follow<'b>(
        &'b self,
        place: Place<'b>,
        reference: &'b str,
        seen: &mut BTreeSet<(String, &'b str)>,
        names: &mut Vec<String>,
    ) {
        if !seen.insert((path(place.steps), reference)) {
            return;
        }
        match place.given(reference) {
            Some((place, expression)) => {
                let waits = longest(expression).into_iter().filter(|name| self.pends(place, name, DEPTH));
                waits.for_each(|name| self.follow(place, name, seen, names));
            }
            None => {
                let modules = place.steps.iter().filter_map(|step| Some(format!("module.{}.", step.call?.0)));
                names.push(modules.collect::<String>() + reference);
            }
        }
    }

    /// Whether a reference leads to something that is not known.
    fn pends(&self, place: Place, reference: &str, depth: usize) -> bool {
        // What `each` is differs from block to block.
        if reference.split('.').next() == Some("each") {
            return self.leads(place, reference, depth);
        }
        let key = (path(place.steps), reference.to_owned());
        if let Some(known) = self.answers.borrow().get(&key) {
            return *known;
        }
        let answer = self.leads(place, reference, depth);
        self.answers.borrow_mut().insert(key, answer);
        answer
    }

    fn leads(&self, place: Place, reference: &str, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return true };
        let any = |place: Place, expression: &Json| {
            longest(expression).into_iter().any(|reference| self.pends(place, reference, depth))
        };
        let (first, rest) = reference.split_once('.').unwrap_or((reference, ""));
        match first {
            "count" | "path" | "terraform" | "self" => false,
            "each" | "var" => place.given(reference).is_some_and(|(place, expression)| any(place, expression)),
            "module" => {
                let name = first_name(rest);
                let Some(call) = place.module().and_then(|module| module.module_calls.get(name)) else { return true };
                let inner_steps: Vec<Step> = place
                    .steps
                    .iter()
                    .copied()
                    .chain([Step { module: &call.module, call: Some((name, call)) }])
                    .collect();
                let inner = Place { steps: &inner_steps, each: None };
                let output = first_name(without_index(&rest[name.len()..]).trim_start_matches('.'));
                call.module
                    .outputs
                    .iter()
                    .filter(|(name, _)| output.is_empty() || *name == output)
                    .any(|(_, output)| any(inner, &output.expression))
            }
            // What a name stands for is not in a plan.
            "local" | "ephemeral" => true,
            "data" => self.is_unknown(place, "data.", rest),
            _ => self.is_unknown(place, "", reference),
        }
    }

    fn is_unknown(&self, place: Place, mode: &str, reference: &str) -> bool {
        let (kind, rest) = reference.split_once('.').unwrap_or((reference, ""));
        let name = first_name(rest);
        let attribute = first_name(without_index(&rest[name.len()..]).trim_start_matches('.'));
        let Some(names) = self.unknown.get(&format!("{}/{mode}{kind}.{name}", path(place.steps))) else {
            return false;
        };
        attribute.is_empty() || names.contains(attribute)
    }
}

/// Where a reference stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    steps: &'a [Step<'a>],
    each: Option<&'a Json>,
}

impl<'a> Place<'a> {
    fn module(self) -> Option<&'a Module<'a>> {
        self.steps.last().map(|step| step.module)
    }

    /// The expression that a block's `each` or a module's variable is given, and where that stands. Variables of the root are given
    /// before the plan is made.
    fn given(self, reference: &str) -> Option<(Self, &'a Json)> {
        let (first, rest) = reference.split_once('.')?;
        match first {
            "each" => Some((self, self.each?)),
            "var" => {
                let (last, steps) = self.steps.split_last()?;
                let (_, call) = last.call?;
                let caller = Place { steps, each: call.for_each_expression.as_ref() };
                Some((caller, call.expressions.get(first_name(rest))?))
            }
            _ => None,
        }
    }
}

/// Takes in a module and all that it calls.
fn collect<'a>(modules: &mut HashMap<String, Blocks<'a>>, steps: Vec<Step<'a>>) {
    let Some(Step { module, .. }) = steps.last().copied() else { return };
    for (name, call) in &module.module_calls {
        let inner = Step { module: &call.module, call: Some((name, call)) };
        collect(modules, steps.iter().copied().chain([inner]).collect());
    }
    let resources = module.resources.iter().map(|resource| (resource.address.as_str(), resource)).collect();
    modules.insert(path(&steps), Blocks { steps, resources });
}

fn key(change: &ResourceChange) -> String {
    let mode = if change.is_data() { "data." } else { "" };
    format!("{mode}{}.{}", change.kind, change.name)
}

/// Whether any part of it is.
fn is_unknown(json: &Json) -> bool {
    match json {
        Json::Bool(flag) => *flag,
        Json::Array(elements) => elements.iter().any(is_unknown),
        Json::Object(members) => members.values().any(is_unknown),
        _ => false,
    }
}

/// The references of an expression, without those that are the beginning of another.
fn longest(expression: &Json) -> Vec<&str> {
    let all: Vec<&str> =
        expression.get("references").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect();
    let begins = |reference: &str| {
        all.iter().any(|other| other.strip_prefix(reference).is_some_and(|rest| rest.starts_with(['.', '['])))
    };
    all.iter().copied().filter(|reference| !begins(reference)).collect()
}
