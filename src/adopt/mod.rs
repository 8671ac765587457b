//! `siptrunk adopt`: the configuration of what an account has already, with the blocks that import it.

mod hcl;
mod names;
mod out;
pub mod run;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::escape;
use crate::provider::{Filters, Found, Provider, Wanted};
use crate::schema::format::glob::Glob;
use crate::schema::{Attribute, Place, Resource, Vendor};
use crate::value::Object;

/// A prefix for names, if Terraform takes it for an identifier.
fn prefix(text: &str) -> Result<String, String> {
    if names::is_plain(text) { Ok(text.to_owned()) } else { Err(format!("it must {}", names::PREFIX)) }
}

/// What an account has of one resource.
struct Account {
    resource: &'static Resource,
    objects: Vec<Adopted>,
    /// What stays outside of Terraform, and why: whole sentences.
    left: Vec<String>,
}

/// An object and its configuration.
struct Adopted {
    title: String,
    /// As Terraform imports it.
    id: String,
    /// The name that its resource block gets.
    name: String,
    state: Object,
    config: Object,
}

/// The configuration of an account, and what is in it.
pub struct Written {
    /// The blocks, and comments on what is left out.
    pub hcl: String,
    /// How many objects have a block, and what people call one.
    adopted: Vec<(usize, &'static str)>,
    /// How many are left out.
    left: usize,
}

/// The configuration of all that a vendor's account has, as far as a filter lets it in. `read` is told how many objects have
/// been read so far.
pub async fn adopt(
    provider: &Provider,
    vendor: &'static Vendor,
    filters: &[Glob],
    prefix: Option<&str>,
    mut read: impl FnMut(usize),
) -> Result<Written, Diagnostics> {
    let (mut accounts, mut objects) = (vec![], 0);
    for resource in vendor.resources {
        let mut account = Account { resource, objects: vec![], left: vec![] };
        let wanted = Wanted { filters: Filters { any: filters.to_vec(), name: None }, whole: true, limit: None };
        let mut listing = provider.list(vendor, resource, &Object::default(), wanted)?;
        while let Some(found) = listing.next().await {
            match found? {
                Found::Object { title, state } => account.take(vendor, title, state),
                Found::Foreign(title) if filters.is_empty() => {
                    let says = format!("It is of a kind that this provider does not manage at {}.", vendor.title);
                    account.leave(&title, &says);
                }
                Found::Foreign(_) => {}
                Found::Untouchable { title, why, .. } => {
                    account.leave(&title, why.split_inclusive(". ").next().unwrap_or_default().trim());
                }
            }
            objects += 1;
            read(objects);
        }
        account.name(prefix);
        accounts.push(account);
    }
    Ok(Written {
        hcl: written(vendor, &accounts, filters),
        adopted: accounts.iter().map(|account| (account.objects.len(), account.resource.noun)).collect(),
        left: accounts.iter().map(|account| account.left.len()).sum(),
    })
}

impl Account {
    fn take(&mut self, vendor: &Vendor, title: String, state: Object) {
        let (config, found) = Provider::generate(self.resource, &state);
        if found.has_errors() {
            let why: Vec<_> = found.iter().map(|error| error.detail.clone()).collect();
            let says = format!("{} shows it in a way that no configuration can be: {}", vendor.title, why.join(" "));
            return self.leave(&title, &says);
        }
        let id = self.resource.import_id(&state);
        self.objects.push(Adopted { title, id, name: String::new(), state, config });
    }

    fn leave(&mut self, title: &str, why: &str) {
        let says = format!("The {} \"{title}\" is left out. {why}", self.resource.noun);
        self.left.push(escape::line(&says));
    }

    /// Gives all objects a name of their own behind the prefix, and sorts them by it: a vendor may list them in any order.
    fn name(&mut self, prefix: Option<&str>) {
        let id = |object: &Adopted| object.state.get("id").as_str().unwrap_or_default().to_owned();
        let ids: Vec<_> = self.objects.iter().map(id).collect();
        let told = self.objects.iter().zip(&ids).map(|(object, id)| (object.title.as_str(), id.as_str()));
        let names = names::of(&self.resource.noun.replace(' ', "_"), told);
        for (object, name) in self.objects.iter_mut().zip(names) {
            object.name = prefix.map_or_else(|| name.clone(), |prefix| format!("{prefix}_{name}"));
        }
        self.objects.sort_by(|one, other| one.name.cmp(&other.name));
        self.left.sort();
    }
}

/// That the file has a part of the account alone, where the vendor's lists are at an address that a setting gives.
fn part_of(vendor: &Vendor) -> Option<String> {
    let is_set = |attribute: &&Attribute| attribute.place == Place::Address && vendor.setting(attribute.name).is_some();
    let mut resources = vendor.resources.iter();
    let (resource, address) =
        resources.find_map(|resource| Some((resource, resource.attributes.iter().find(is_set)?)))?;
    let (name, variable) = (address.name, vendor.variable(address.name));
    Some(format!(
        "# Only what is in the {name} that {variable} names: each {name} has {}s of its own. Another run has those of another, with \
         its own --prefix.\n",
        resource.noun
    ))
}

fn written(vendor: &Vendor, accounts: &[Account], filters: &[Glob]) -> String {
    let ids: BTreeMap<_, _> = accounts
        .iter()
        .flat_map(|account| account.objects.iter().map(|object| (account.resource.name, object)))
        .filter_map(|(resource, object)| Some(((resource, object.state.get("id").as_str()?), object.name.as_str())))
        .collect();
    let mut parts: Vec<String> = part_of(vendor).into_iter().collect();
    let said = parts.len();
    for account in accounts {
        let parent = |object: &Adopted| {
            let (address, resource) = account.resource.parent?;
            let name = ids.get(&(resource, object.state.get(address).as_str()?))?;
            Some((address, format!("siptrunk_{resource}.{name}.id")))
        };
        for object in &account.objects {
            parts.push(hcl::import(account.resource, object));
            parts.push(hcl::resource(account.resource, object, parent(object)));
        }
        parts.extend(account.left.iter().map(|says| format!("# {says}\n")));
    }
    if parts.len() == said {
        let nouns: Vec<_> = vendor.resources.iter().map(|resource| resource.noun).collect();
        let matching = if filters.is_empty() { "" } else { " matches the filter" };
        let is_there = if filters.is_empty() { "There is no" } else { "No" };
        parts.push(format!("# {is_there} {} at {}{matching}.\n", nouns.join(" or "), vendor.title));
    }
    // Beside comments, which are one line each, what cannot be seen stands in quoted texts only, where its escape is the same text.
    escape::lines(&parts.join("\n"))
}
