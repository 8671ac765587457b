//! Addresses and references, as Terraform writes them.

/// The names in a module's address: `module.a["x.y"].module.b` has `a` and `b`.
pub fn module_names(address: &str) -> Vec<&str> {
    let (mut names, mut rest) = (vec![], address);
    while let Some(after) = rest.strip_prefix("module.") {
        let name = first_name(after);
        names.push(name);
        let after = without_index(&after[name.len()..]);
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    names
}

/// How long the index is that a text begins with.
fn index_length(text: &str) -> usize {
    if !text.starts_with('[') {
        return 0;
    }
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ']' if !quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// What stands before the first dot or index.
pub fn first_name(text: &str) -> &str {
    &text[..text.find(['.', '[']).unwrap_or(text.len())]
}

/// What stands behind the index that a text begins with, if it does.
pub fn without_index(text: &str) -> &str {
    &text[index_length(text)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_in_a_modules_address_are_found_whatever_its_keys_hold() {
        assert_eq!(module_names(""), Vec::<&str>::new());
        assert_eq!(module_names("module.office"), ["office"]);
        assert_eq!(module_names(r#"module.a["x.module.y\"]."].module.b[0].module.c"#), ["a", "b", "c"]);
    }
}
