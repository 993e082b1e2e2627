//! The query so far, and what cannot be said.

use std::collections::BTreeSet;

use crate::ir::Program;
use crate::ir::program::{MaskId, Origin};
use crate::sql::dialect::Dialect;
use crate::sql::from_ir::asks::Asks;
use crate::sql::from_ir::rows::Rows;
use crate::sql::from_ir::sources::Events;
use crate::sql::names::Names;
use crate::sql::request::Request;
use crate::sql::tree::{Expr, Item, Query, Select, Step, Table, column};
use crate::sql::{Leaning, Unsayable};

/// The query of a program, or all that its dialect cannot say.
pub fn lower(program: &Program, request: &Request) -> Result<Query, Vec<Unsayable>> {
    let mut builder = Builder::new(program, request);
    let mut leads = builder.leads();
    builder.masks(&leads);
    builder.first_pass(&mut leads);
    builder.guard(&mut leads);
    for id in &program.order {
        builder.score(&mut leads, *id);
    }
    let last = builder.verdict(leads);
    if !builder.faults.is_empty() {
        return Err(builder.faults);
    }
    let head = builder.head();
    Ok(Query { head, recursive: builder.recursive, steps: builder.steps, last })
}

pub struct Builder<'a> {
    pub program: &'a Program,
    pub request: &'a Request,
    pub dialect: &'static Dialect,
    pub steps: Vec<Step>,
    pub step_names: Names,
    pub recursive: bool,
    pub events: Events,
    /// The rule at hand, for what cannot be said.
    pub here: Origin,
    pub faults: Vec<Unsayable>,
    pub leans: BTreeSet<Leaning>,
}

impl<'a> Builder<'a> {
    fn new(program: &'a Program, request: &'a Request) -> Builder<'a> {
        let mut step_names = Names::new(request.dialect.name_bytes);
        for table in [&request.leads, &request.events].into_iter().flatten() {
            for part in table.parts() {
                step_names.take(part);
            }
        }
        Builder {
            program,
            request,
            dialect: request.dialect,
            steps: Vec::new(),
            step_names,
            recursive: false,
            events: Events::default(),
            here: Origin::default(),
            faults: Vec::new(),
            leans: BTreeSet::new(),
        }
    }

    /// The moment, in seconds.
    pub fn as_of(&self) -> Expr {
        match self.request.as_of {
            Some(time) => Expr::Whole(time.into()),
            None => Expr::Phrase(self.dialect.times.now, Vec::new()),
        }
    }

    pub fn step(&mut self, wanted: &str, comment: impl Into<String>, select: Select) -> String {
        let name = self.step_names.claim(wanted);
        self.steps.push(Step { name: name.clone(), comment: comment.into(), select });
        name
    }

    /// Adds columns to rows, each with the name wanted; gives their names. Without any, nothing happens.
    pub fn extend(
        &mut self,
        rows: &mut Rows,
        (wanted, comment): (&str, &str),
        columns: Vec<New>,
    ) -> Vec<String> {
        if columns.is_empty() {
            return Vec::new();
        }
        let mut items = vec![Item::All(None)];
        let mut names = Vec::new();
        for New { expr, wanted, comment } in columns {
            let name = rows.names.claim(&wanted);
            names.push(name.clone());
            items.push(Item::Named { expr, name, comment });
        }
        rows.step = self.step(wanted, comment, Select::new(Table::step(&rows.step), items));
        names
    }

    /// Notes that the dialect cannot say something, and goes on with null.
    pub fn unsayable(&mut self, construct: impl Into<String>, instead: &'static str) -> Expr {
        let fault = Unsayable { construct: construct.into(), instead, origin: self.here.clone() };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
        Expr::Null
    }

    pub fn lean(&mut self, on: Leaning) {
        self.leans.insert(on);
    }

    /// Leads for whom the model is not, go.
    fn guard(&mut self, leads: &mut Rows) {
        let Some(model) = &self.program.model else { return };
        let Some(guard) = &model.guard else { return };
        self.here = model.origin.clone();
        leads.mask = Some(MaskId(0));
        self.prepare(leads, Asks::of_condition(guard));
        let condition = self.condition(leads, guard);
        let mut select = Select::new(Table::step(&leads.step), vec![Item::All(None)]);
        select.filter = Some(condition);
        leads.step =
            self.step("model leads", format!("model {}: for whom it is", model.name), select);
    }

    fn head(&self) -> Vec<String> {
        let file = self.program.lines.first().map(|line| line.origin.file.as_str());
        let of = file.filter(|file| !file.is_empty()).unwrap_or("the rules");
        let mut head = vec![
            format!("{of} for {}.", self.dialect.title),
            "Sums are of whole numbers, so that they are exact: an occurrence counts in billionths of a point, a line in hundredths.".into(),
        ];
        let leans = self.leans.iter().map(|l| l.words(self.dialect)).filter(|w| !w.is_empty());
        let leans: Vec<&str> = leans.collect();
        if !leans.is_empty() {
            head.push(format!("It leans on {}.", leans.join("; on ")));
        }
        head
    }
}

/// A column to be.
pub struct New {
    pub expr: Expr,
    pub wanted: String,
    pub comment: Option<String>,
}

impl New {
    /// With the place of the rule, and the rule.
    pub fn rule(expr: Expr, wanted: impl Into<String>, origin: &Origin) -> New {
        let comment = format!("line {}: {}", origin.line, origin.text);
        let comment = (!origin.text.is_empty()).then_some(comment);
        New { expr, wanted: wanted.into(), comment }
    }

    pub fn of(expr: Expr, wanted: impl Into<String>) -> New {
        New { expr, wanted: wanted.into(), comment: None }
    }
}

/// The columns that a selection takes as they are.
pub fn plain(names: impl IntoIterator<Item = String>) -> Vec<Item> {
    names.into_iter().map(|name| Item::named(column(&name), name)).collect()
}
