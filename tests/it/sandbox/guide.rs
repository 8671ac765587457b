//! The guide's tables of switches and faults are the sandbox's own.

use std::{fs, path::Path};

use siptrunk::sandbox::{fault, switch};
use siptrunk::vendors::SANDBOXES;

#[test]
fn the_guide_shows_the_switches_and_faults_that_there_are() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guides/sandbox.md");
    let page = fs::read_to_string(&path).expect("the guide");
    let with = |page: String, name: &str, table: &str| {
        let (begin, end) = (format!("<!-- {name}: written by the tests -->\n"), format!("<!-- end of {name} -->\n"));
        let (before, rest) = page.split_once(&begin).expect("where the table begins");
        let (_, after) = rest.split_once(&end).expect("where the table ends");
        format!("{before}{begin}{table}{end}{after}")
    };
    let fresh = with(page.clone(), "switches", &switch::table(SANDBOXES));
    let fresh = with(fresh, "faults", &fault::table());
    if fresh != page {
        fs::write(&path, fresh).expect("the guide can be written");
        panic!("docs/guides/sandbox.md was stale and has been rewritten; look at it and run the tests again");
    }
}
