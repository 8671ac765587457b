//! What a source file names, in whatever spelling: read with `syn`, down to the tokens of macros.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, File, ItemExternCrate, ItemMod, ItemUse, LitStr, Macro, Meta, UseTree};

/// What a file names. Comments and test modules are left out.
#[derive(Debug, Default)]
pub struct Names {
    /// Paths within this crate, from its root. `*` at the end is everything there is.
    pub inner: BTreeSet<Vec<String>>,
    /// What all other paths begin with: other crates, among names of the file's own.
    pub outer: BTreeSet<String>,
    /// Every identifier, and every text.
    pub words: Vec<String>,
    module: Vec<String>,
}

/// Reads a file that is this module of the crate.
pub fn names(code: &str, module: &[&str]) -> Names {
    let file: File = syn::parse_file(code).expect("it is Rust");
    let mut names = Names { module: module.iter().map(|name| name.to_string()).collect(), ..Names::default() };
    names.visit_file(&file);
    names
}

impl Names {
    /// Takes in a path as it is written.
    fn path(&mut self, written: &[String]) {
        let mut from = match written[0].as_str() {
            // The library's own name is a way to its root too.
            "crate" | "siptrunk" => vec![],
            "self" | "super" => self.module.clone(),
            outer => {
                self.outer.insert(outer.to_owned());
                return;
            }
        };
        for name in written.iter().skip(usize::from(written[0] != "super")) {
            match name.as_str() {
                "super" => drop(from.pop()),
                "self" => {}
                name => from.push(name.to_owned()),
            }
        }
        if from.is_empty() {
            from.push("*".into());
        }
        self.inner.insert(from);
    }

    fn tree(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&path.tree, &with(path.ident.to_string())),
            UseTree::Name(name) => self.path(&with(name.ident.to_string())),
            UseTree::Rename(rename) => self.path(&with(rename.ident.to_string())),
            UseTree::Glob(_) => self.path(&with("*".into())),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, before)),
        }
    }

    /// Paths of two names or more among tokens; `before` is what stands before a group in braces.
    fn tokens(&mut self, tokens: TokenStream, before: &[String]) {
        let mut path: Vec<String> = before.to_vec();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.ended(&mut path, before);
                    }
                    path.push(ident.to_string());
                    self.words.push(ident.to_string());
                }
                TokenTree::Group(group) => {
                    let opened = if colons == 2 { std::mem::take(&mut path) } else { vec![] };
                    self.ended(&mut path, before);
                    self.tokens(group.stream(), &opened);
                }
                TokenTree::Punct(punct) => {
                    if punct.as_char() == '*' && colons == 2 {
                        path.push("*".into());
                    }
                    self.ended(&mut path, before);
                }
                TokenTree::Literal(literal) => {
                    self.ended(&mut path, before);
                    self.words.push(literal.to_string());
                }
            }
            colons = 0;
        }
        self.ended(&mut path, before);
    }

    fn ended(&mut self, path: &mut Vec<String>, before: &[String]) {
        if path.len() > 1 && path.len() > before.len() {
            self.path(path);
        }
        *path = before.to_vec();
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !item.attrs.iter().any(is_test) {
            self.module.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.module.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.tree(&item.tree, &[]);
        visit::visit_item_use(self, item);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        self.path(&[item.ident.to_string()]);
        visit::visit_item_extern_crate(self, item);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            self.path(&path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast Macro) {
        visit::visit_macro(self, item);
        self.tokens(item.tokens.clone(), &[]);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("doc") {
            return;
        }
        visit::visit_attribute(self, attribute);
        if let Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone(), &[]);
        }
    }

    fn visit_ident(&mut self, ident: &'ast proc_macro2::Ident) {
        self.words.push(ident.to_string());
    }

    fn visit_lit_str(&mut self, text: &'ast LitStr) {
        self.words.push(text.value());
    }
}

fn is_test(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else { return false };
    list.path.is_ident("cfg") && list.tokens.to_string() == "test"
}

#[test]
fn every_spelling_of_a_path_is_seen() {
    for (code, seen) in [
        ("use crate::engine;", "engine"),
        ("pub use crate::engine::plan;", "engine::plan"),
        ("use crate::engine as other;", "engine"),
        ("use crate::engine::*;", "engine::*"),
        ("use crate::{engine};", "engine"),
        ("use crate::{value, engine::{self, plan}};", "engine::self engine::plan value"),
        ("use {crate::engine::plan, crate::value};", "engine::plan value"),
        ("use siptrunk::engine;", "engine"),
        ("use ::siptrunk::{engine};", "engine"),
        ("use super::other;", "provider::other"),
        ("use super::super::engine;", "engine"),
        ("use super::super::{engine as other, value};", "engine value"),
        ("use self::super::super::engine;", "engine"),
        ("use crate as root;", "*"),
        ("use crate::{self as root};", "*"),
        ("use crate::*;", "*"),
        ("use super::super::*;", "*"),
        ("use super::super as root;", "*"),
        ("mod inner { use super::super::super::engine; }", "engine"),
        ("fn f() { use crate::engine; }", "engine"),
        ("fn f() { crate::engine::plan(1); }", "engine::plan"),
        ("fn f() { super::super::engine::plan(1); }", "engine::plan"),
        ("fn f() { let x: Vec<crate::engine::Planned> = vec![]; }", "engine::Planned"),
        ("fn f(x: &dyn crate::engine::Plan) {}", "engine::Plan"),
        ("fn f<T: crate::engine::Plan>() where T: crate::value::V {}", "engine::Plan value::V"),
        ("fn f() { <T as crate::engine::Plan>::plan(); }", "engine::Plan::plan"),
        ("fn f() { match x { crate::engine::ONE => 1 } }", "engine::ONE"),
        ("impl crate::engine::Plan for X {}", "engine::Plan"),
        ("static X: X = X { at: crate::engine::ONE };", "engine::ONE"),
        ("fn f() { println!(\"{}\", crate::engine::plan(1)); }", "engine::plan"),
        ("fn f() { assert!(a == super::super::engine::plan(vec![1])); }", "engine::plan"),
        ("macro_rules! m { () => { $crate::engine::plan() } }", "engine::plan"),
        ("macro_rules! m { () => { use crate::{engine, value::Value}; } }", "engine value::Value"),
        ("macro_rules! m { () => { use crate::*; } }", "*"),
        ("#[crate::engine::mark] struct X;", "engine::mark"),
        ("#[derive(crate::engine::Mark)] struct X;", "engine::Mark"),
    ] {
        let found = names(code, &["provider", "plan"]).inner;
        let found: BTreeSet<_> = found.iter().map(|path| path.join("::").replace("::self", "")).collect();
        let seen: BTreeSet<_> = seen.split(' ').map(|path| path.replace("::self", "")).collect();
        assert_eq!(found, seen, "{code}");
    }
}

#[test]
fn other_crates_are_seen_and_comments_and_tests_are_not() {
    for code in [
        "use tokio;",
        "use tokio::sync as other;",
        "use {std::fmt, tokio::sync};",
        "extern crate tokio;",
        "fn f() { ::tokio::spawn(g()); }",
        "fn f() { println!(\"{:?}\", tokio::spawn(g())); }",
        "#[tokio::main] fn f() {}",
    ] {
        assert!(names(code, &["engine"]).outer.contains("tokio"), "{code}");
    }
    let silent = "//! crate::engine\n/// tokio::spawn\n#[cfg(test)]\nmod tests { use crate::engine; use tokio::sync; }";
    let silent = names(silent, &["value"]);
    assert!(silent.inner.is_empty() && silent.outer.is_empty() && silent.words.is_empty(), "{silent:?}");
    let words = names("const X: &str = \"one\"; fn f() { g!(two, \"three\") }", &[]).words;
    assert!(["one", "two", "\"three\""].iter().all(|word| words.iter().any(|there| there == word)), "{words:?}");
}
