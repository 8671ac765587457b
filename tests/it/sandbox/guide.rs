//! The guide's table of switches is the sandbox's own.

use std::{fs, path::Path};

use siptrunk::sandbox::switch;
use siptrunk::vendors::SANDBOXES;

#[test]
fn the_guide_shows_the_switches_that_there_are() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guides/sandbox.md");
    let page = fs::read_to_string(&path).expect("the guide");
    let (begin, end) = ("<!-- switches: written by the tests -->\n", "<!-- end of switches -->\n");
    let (before, rest) = page.split_once(begin).expect("where the table begins");
    let (_, after) = rest.split_once(end).expect("where the table ends");
    let fresh = format!("{before}{begin}{}{end}{after}", switch::table(SANDBOXES));
    if fresh != page {
        fs::write(&path, fresh).expect("the guide can be written");
        panic!("docs/guides/sandbox.md was stale and has been rewritten; look at it and run the tests again");
    }
}
