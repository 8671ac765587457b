//! One trunk for each attribute: every attribute goes through change, drift and repair in the same few commands, and
//! each trunk's calls show what its one attribute costs.

use serde_json::{Value as Json, json};

use super::super::support::sandbox::{Call, Sandbox};
use super::super::support::terraform::Workspace;

/// What one attribute goes through.
#[derive(Clone)]
pub struct Row {
    pub attribute: &'static str,
    /// Its first and second value as HCL; a first one that is empty is left out.
    hcl: (&'static str, &'static str),
    /// The body of the update to the second value, as the log shows it.
    update: Json,
    /// The body by which somebody else changes it, and how the plan shows that it goes back; none where drift cannot
    /// be seen.
    drift: Option<(Json, String)>,
    /// The value that clears it, for what can be cleared by `""` or by being left out, and the body that does it.
    clear: Option<(&'static str, Json)>,
}

impl Row {
    /// A row of what is neither changed by anybody else nor cleared.
    pub fn of(attribute: &'static str, hcl: (&'static str, &'static str), update: Json) -> Self {
        Self { attribute, hcl, update, drift: None, clear: None }
    }

    /// A row of what is true or false, and the member that holds it: as the update has it, and as somebody else changes it.
    pub fn flag(
        attribute: &'static str,
        hcl: (&'static str, &'static str),
        member: &str,
        [update, drift]: [impl Into<Json>; 2],
    ) -> Self {
        let shown = if hcl.1 == "true" { "false -> true" } else { "true -> false" };
        let drift = (json!({member: drift.into()}), format!("{attribute} = {shown}"));
        Self { drift: Some(drift), ..Self::of(attribute, hcl, json!({member: update.into()})) }
    }

    pub fn drifting(self, body: Json, shown: &str) -> Self {
        Self { drift: Some((body, shown.into())), ..self }
    }

    pub fn cleared(self, value: &'static str, body: Json) -> Self {
        Self { clear: Some((value, body)), ..self }
    }
}

/// A vendor's resource under test.
pub struct Subject {
    pub kind: &'static str,
    /// What every trunk says besides its row's attribute; an attribute of the row takes its place. `ROW` stands for the
    /// row's attribute, where no two trunks may have the same value.
    pub good: &'static [(&'static str, &'static str)],
    pub rows: Vec<Row>,
    /// The path of a trunk, from its id.
    pub path: fn(&str) -> String,
}

impl Subject {
    /// A configuration in which every row's attribute has the value that `value` picks.
    pub fn hcl(&self, value: impl Fn(&Row) -> &'static str) -> String {
        let trunk = |row: &Row| {
            let others = self.good.iter().filter(|(name, _)| *name != row.attribute);
            let line = |(name, value): &(&str, &str)| format!("  {name} = {}\n", value.replace("ROW", row.attribute));
            let lines: String = others.map(line).collect();
            let own = value(row);
            let own = if own.is_empty() { String::new() } else { format!("  {} = {own}\n", row.attribute) };
            format!("resource \"{}\" \"{}\" {{\n{lines}{own}}}\n\n", self.kind, row.attribute)
        };
        self.rows.iter().map(trunk).collect()
    }

    /// Create, change of every attribute, drift of each, repair; ends with the second values in place. Where there is a
    /// password, all of it comes first with a write-only one.
    pub async fn lives(&self, sandbox: &Sandbox, workspace: &Workspace, meddle: impl AsyncFn(&str, Json)) {
        if let Some(written_only) = self.written_only() {
            written_only.lives_once(sandbox, workspace, &meddle).await;
            assert!(!workspace.whole_state().to_string().contains(r#""password":""#), "it is in no state");
            workspace.destroy().await.ok();
            sandbox.calls().await;
        }
        self.lives_once(sandbox, workspace, &meddle).await;
    }

    /// The same with a write-only password. How that changes is told elsewhere.
    fn written_only(&self) -> Option<Self> {
        let (_, password) = self.good.iter().find(|(name, _)| *name == "password")?;
        let others = self.good.iter().filter(|(name, _)| *name != "password").copied();
        let good: Vec<_> = others.chain([("password_wo", *password), ("password_wo_version", "1")]).collect();
        let rows = self.rows.iter().filter(|row| row.attribute != "password").cloned().collect();
        Some(Self { kind: self.kind, good: good.leak(), rows, path: self.path })
    }

    async fn lives_once(&self, sandbox: &Sandbox, workspace: &Workspace, meddle: &impl AsyncFn(&str, Json)) {
        let (first, second) = (self.hcl(|row| row.hcl.0), self.hcl(|row| row.hcl.1));
        workspace.apply(&first).await.ok();
        let made = sandbox.changes().await;
        assert!(made.len() == self.rows.len() && made.iter().all(|call| call.line.starts_with("POST ")), "{made:#?}");
        workspace.plan(&first).await.empty();
        workspace.plan(&second).await.exited(2);
        assert_eq!(sandbox.changes().await, [], "a plan changes nothing");

        workspace.apply(&second).await.ok();
        self.each_cost(workspace, sandbox.changes().await, |row| Some(row.update.clone()));
        workspace.plan(&second).await.empty();

        for row in &self.rows {
            if let Some((body, _)) = &row.drift {
                meddle(&(self.path)(&self.id(workspace, row)), body.clone()).await;
            }
        }
        sandbox.calls().await;
        let mut plan = workspace.plan(&second).await.exited(2);
        for (_, shown) in self.rows.iter().filter_map(|row| row.drift.as_ref()) {
            plan = plan.says(&[shown]);
        }
        assert_eq!(sandbox.changes().await, [], "a plan changes nothing");
        workspace.apply(&second).await.ok();
        self.each_cost(workspace, sandbox.changes().await, |row| row.drift.as_ref().map(|_| row.update.clone()));
        workspace.plan(&second).await.empty();
        sandbox.calls().await;
    }

    /// Empties what can be emptied.
    pub async fn is_cleared(&self, sandbox: &Sandbox, workspace: &Workspace) {
        let cleared = self.hcl(|row| row.clear.as_ref().map_or(row.hcl.1, |(value, _)| value));
        workspace.apply(&cleared).await.ok();
        self.each_cost(workspace, sandbox.changes().await, |row| row.clear.as_ref().map(|(_, body)| body.clone()));
        workspace.plan(&cleared).await.empty();
        sandbox.calls().await;
    }

    /// Each row's trunk got exactly one changing call with exactly that body, or none.
    fn each_cost(&self, workspace: &Workspace, mut calls: Vec<Call>, body: impl Fn(&Row) -> Option<Json>) {
        let mut due: Vec<(String, Json)> = vec![];
        for row in &self.rows {
            due.extend(body(row).map(|body| self.update(&self.id(workspace, row), body)));
        }
        let mut came: Vec<(String, Json)> = calls.drain(..).map(|call| (call.line, call.request)).collect();
        let place = |(line, body): &(String, Json)| (line.clone(), body["id"].as_i64());
        due.sort_by_key(place);
        came.sort_by_key(place);
        assert_eq!(json!(came), json!(due));
    }

    /// The line and the body of an update.
    fn update(&self, id: &str, body: Json) -> (String, Json) {
        if self.kind != "siptrunk_yeastar_trunk" {
            return (format!("PATCH {}", (self.path)(id)), body);
        }
        // No path of Yeastar's names a trunk: the body does.
        let mut named = json!({"id": id.parse::<i64>().expect("a number")});
        let members = named.as_object_mut().expect("an object");
        members.extend(body.as_object().expect("an object").clone());
        ("POST /openapi/v1.0/trunk/update".into(), named)
    }

    pub fn id(&self, workspace: &Workspace, row: &Row) -> String {
        let state = workspace.state(&format!("{}.{}", self.kind, row.attribute)).expect("it is in the state");
        state.attributes["id"].as_str().expect("an id").to_owned()
    }
}
