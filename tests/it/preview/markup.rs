//! Whatever stands in a plan, it stays inside the markup: held by a reading of the lines, for no line of ours begins with
//! it, and what is HTML holds none of it unescaped.

use icu_normalizer::ComposingNormalizerBorrowed;
use serde_json::{Value as Json, json};

use super::{change, desk, plan, read, update};

/// Texts that mean something to Markdown, HTML, GitHub, GitLab, bots or a terminal.
pub const HOSTILE: &[&str] = &[
    "```\n</details>\n# heading",
    "`` ` ``````````",
    "~~~",
    "</code></summary></details><img src=x>",
    "<!-- --> -->",
    "a | b | c",
    "@team please look, /approve",
    "/approve",
    "\n\n/merge\n",
    "[text](https://example.com) https://example.com www.example.com #1 GH-1 owner/repo#1 !1 $1 %1 ~1",
    "\u{202e}txet desrever\u{2066}\u{200b}\u{2028}\u{85}",
    "*bold* _it_ **x** \\* &amp; &#64;team",
    "- item\n1. item\n> quote\n    code",
    "\u{1b}[31mred\u{7}\r",
    "'\"\\\\\"",
    "/close\n/label ~bug\n/assign @team\n/merge",
    "é@team ß@team _@team",
    "4c1f9e2b7d0a4c1f9e2b7d0a4c1f9e2b7d0a4c1f 4c1f9e2 owner/repo@4c1f9e2 #123 !45 $6 &7 %8 ^9 [x](#a) GL-1",
    "![image](https://example.com/i.png) ![[x]] [[wiki]] <https://example.com> mailto:a@b.example",
    "<!-- siptrunk:preview:other -->\n<details><summary>mine</summary>",
    "--><script>alert(1)</script><!--",
    ":tada: :+1: $`x`$ $$y$$ [^1]\n[^1]: note",
    "\\u001b[31m \\x1b]8;;https://example.com\\x07 \\e[0m ^[[2J",
    "\u{9b}31m\u{1b}]8;;https://example.com\u{7}\u{7f}\u{0}\u{8}",
    "\u{feff}\u{200d}\u{200e}\u{2067}\u{2069}\u{ad}\u{e0041}",
    "> [!CAUTION]\n> quote\n\n| a |\n|---|\n| b |\n\n- [ ] task\n***\n===\n---",
    "${path.module} %{ if true } {{ template }} {% raw %}",
];

/// Every line is one that the program writes, and values stand in it where no Markdown is read.
pub fn holds(markdown: &str) {
    let (mut fence, mut open, mut inside_html) = (None::<String>, 0, false);
    for line in markdown.lines() {
        assert!(
            !line.contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{2028}', '\u{1b}', '\u{7}', '\u{9b}', '\r']),
            "{line:?}"
        );
        let bare = line.trim_start();
        assert!(!bare.starts_with(['/', '@']) && !line.contains("@team"), "{line:?}");
        if let Some(until) = &fence {
            if line == until {
                fence = None;
            } else {
                let signs = bare.chars().take_while(|c| *c == '`').count();
                assert!(signs < until.len(), "it would close the fence: {line:?}");
            }
            continue;
        }
        if line.starts_with("```") {
            assert!(!inside_html, "a fence needs a blank line before it: {line:?}");
            fence = Some("`".repeat(line.chars().take_while(|c| *c == '`').count()));
            continue;
        }
        inside_html = !line.is_empty() && (inside_html || line.starts_with('<'));
        match () {
            () if line.starts_with("<details") => {
                open += 1;
                assert_eq!((open, line.matches("<details").count()), (1, 1), "{line:?}");
                assert!(line.ends_with("</code></summary>") && line.matches("<code>").count() == 1, "{line:?}");
            }
            () if line == "</details>" => open -= 1,
            () => {}
        }
        if inside_html {
            let text = line.replace("<code>", "").replace("</code>", "");
            let text = [
                "details open",
                "details",
                "/details",
                "summary",
                "/summary",
                "b",
                "/b",
                "ul",
                "/ul",
                "li",
                "/li",
                "p",
                "/p",
            ]
            .iter()
            .fold(text, |text, tag| text.replace(&format!("<{tag}>"), ""));
            assert!(!text.contains(['<', '>']), "HTML that is not ours: {line:?}");
        } else {
            assert!(
                line.is_empty()
                    || line.starts_with("### SIP trunks: ")
                    || line.ends_with("are not listed.")
                    || line.starts_with("**Not all of it fits here**")
                    || line.starts_with("What else the plan leaves to a later one"),
                "{line:?}"
            );
        }
    }
    assert_eq!((fence, open), (None, 0), "all is closed again");
}

#[test]
fn nothing_in_a_value_breaks_out_of_the_markup() {
    for text in HOSTILE {
        let mut one = update("Front desk", text);
        one["address"] = format!("siptrunk_crazytel_trunk.desk[\"{text}\"]").into();
        let mut two = update(text, "Reception");
        two["change"]["before"]["id"] = (*text).into();
        two["change"]["replace_paths"] = json!([[text]]);
        two["change"]["actions"] = json!(["delete", "create"]);
        let mut three = update("x", "y");
        three["change"]["after_unknown"] = json!({"description": true});
        let mut plan = plan(json!([one, two, three]));
        plan["configuration"] = json!({"root_module": {"resources": [{"address": "siptrunk_crazytel_trunk.desk",
            "expressions": {"description": {"references": [format!("local.{text}")]}}}]}});
        let preview = read(&plan);
        holds(&preview.markdown(60_000));
        let shown = preview.text();
        assert!(!shown.contains('\u{202e}') && !shown.contains('\u{7}') && !shown.contains("@team"), "{shown}");
        let strange = |line: &str| line.trim_start().starts_with(['/', '@', '#']);
        assert!(!shown.lines().any(strange), "{shown}");
        // Machines get the value itself.
        assert_eq!(preview.json()["changes"][1]["requests"][0]["body"]["description"], **text);
    }
}

#[test]
fn every_character_stays_what_it_is_to_a_reader_of_json() {
    let all: String = (0..0x3000).chain(0xd7f0..0x10000).chain(0x1f600..0x1f610).filter_map(char::from_u32).collect();
    let markdown = read(&plan(json!([change("a", &["create"], Json::Null, desk(&all))]))).markdown(1_000_000);
    holds(&markdown);
    let body = markdown.split("```").nth(1).expect("a fence").strip_prefix("json\n").expect("JSON");
    let body: Json = serde_json::from_str(body).expect("JSON");
    // Texts go to vendors in the one Unicode form that Terraform gives them.
    assert!(body["description"] == *ComposingNormalizerBorrowed::new_nfc().normalize(&all));
}

#[test]
fn names_made_by_chance_break_out_no_more() {
    let mut random = fastrand::Rng::with_seed(7);
    let parts: Vec<char> = HOSTILE.iter().flat_map(|text| text.chars()).collect();
    for _ in 0..300 {
        let text: String = (0..random.usize(1..60)).map(|_| parts[random.usize(..parts.len())]).collect();
        let mut one = update(&text, &format!("{text}x"));
        one["address"] = text.into();
        holds(&read(&plan(json!([one]))).markdown(60_000));
    }
}

#[test]
fn a_long_name_is_cut_and_a_long_body_is_told_of_and_never_cut() {
    let long = "é".repeat(100_000);
    let mut big = update("x", &long);
    big["address"] = format!("siptrunk_crazytel_trunk.desk[\"{long}\"]").into();
    let small = update("Front desk", "Reception");
    let markdown = read(&plan(json!([big, small]))).markdown(60_000);
    holds(&markdown);
    assert!(markdown.len() <= 60_000, "{}", markdown.len());
    assert!(markdown.contains("with a body of 200018 bytes, which does not fit here"), "{markdown}");
    assert!(markdown.contains("+  \"description\": \"Reception\""), "the other one is there");
}

#[test]
fn beyond_the_limit_whole_trunks_are_left_out_and_counted_the_most_harmless_first() {
    let long = "é".repeat(300);
    let mut changes: Vec<Json> = (0..40).map(|_| change("a", &["create"], Json::Null, desk(&long))).collect();
    changes.extend((0..5).map(|_| change("b", &["delete"], desk(&long), Json::Null)));
    changes.extend((0..40).map(|_| update(&long, "x")));
    let preview = read(&plan(json!(changes)));
    for limit in [2_000, 5_000, 10_000, 30_000, 60_000, 200_000] {
        let markdown = preview.markdown(limit);
        holds(&markdown);
        assert!(markdown.len() <= limit, "{} > {limit}", markdown.len());
        let shown = |word: &str| markdown.matches(&format!("<b>{word}</b>")).count();
        let (deleted, updated, created) = (shown("delete"), shown("update"), shown("create"));
        assert!(deleted == 5 || updated + created == 0, "{deleted} {updated} {created}");
        assert!(updated == 40 || created == 0, "{updated} {created}");
        for (kind, there, all) in [("deleted", deleted, 5), ("updated", updated, 40), ("created", created, 40)] {
            let left = format!("{} {kind}", all - there);
            let footer = markdown.split("**Not all of it fits here**").nth(1).unwrap_or_default();
            assert!(there == all || footer.contains(&left), "{left}\n{footer}");
        }
        assert_eq!(markdown.contains("Not all of it"), limit < 200_000);
    }
}

/// One that turns a trunk off does not make room for harmless ones that stand before it.
#[test]
fn a_trunk_that_will_be_off_is_not_left_out_for_a_harmless_change() {
    let mut changes: Vec<Json> = (0..40).map(|_| update("Front desk", &"é".repeat(200))).collect();
    changes[39]["change"]["after"]["enabled"] = false.into();
    changes[39]["address"] = "siptrunk_crazytel_trunk.off".into();
    let markdown = read(&plan(json!(changes))).markdown(5_000);
    holds(&markdown);
    assert!(markdown.len() <= 5_000 && markdown.contains("siptrunk_crazytel_trunk.off"), "{markdown}");
}
