//! The tables of the data base as the rules see them: types, unknowns, events up to the moment, doubled events.

use crate::sql::Leaning;
use crate::sql::from_ir::builder::{Builder, plain};
use crate::sql::from_ir::looks;
use crate::sql::from_ir::rows::{LEAD, Rows, Slot};
use crate::sql::names::Names;
use crate::sql::tree::{
    Expr, Frame, Item, Operator, Order, Select, Table, certain, column, phrase, when,
};
use crate::types::{AttributeId, PropertyId, Type};

/// The step with the events, and its columns.
#[derive(Debug, Clone, Default)]
pub struct Events {
    pub step: String,
    pub event: String,
    pub time: String,
    pub age: String,
    /// Where something is asked from an event.
    pub number: Option<String>,
    /// As the schema's.
    pub properties: Vec<String>,
    /// Where they are asked for.
    pub domains: Vec<(PropertyId, String)>,
    /// One a mask: the column that says whether the event exists; nothing where all do.
    pub there: Vec<Option<String>>,
}

impl Events {
    /// All columns but the lead's.
    pub fn columns(&self) -> Vec<String> {
        let own = [&self.event, &self.time, &self.age].into_iter().chain(&self.number);
        let domains = self.domains.iter().map(|(_, name)| name);
        own.chain(&self.properties).chain(domains).cloned().collect()
    }
}

impl Builder<'_> {
    /// The leads, one row each; and, where there are events, those.
    pub fn leads(&mut self) -> Rows {
        self.known_events();
        let mut rows = Rows::new(self.dialect.name_bytes);
        let (program, request) = (self.program, self.request);
        let Some(table) = &request.leads else {
            let from = request.events.clone().unwrap_or_else(|| Table::step("events"));
            let items = vec![Item::named(column(&request.event_lead), LEAD)];
            let filter = Some(column(&request.event_lead).present());
            let select = Select { distinct: true, filter, ..Select::new(from, items) };
            rows.step = self.step("known leads", "Who is in the events.", select);
            rows.begin();
            return rows;
        };
        let mut items = vec![Item::named(column(&request.id), LEAD)];
        for (id, field) in program.schema.attributes.iter().enumerate() {
            let name = rows.add(Slot::Attribute(AttributeId(id as u32)), &field.name);
            let expr = self.cleaned(column(request.column(&field.name)), &field.ty);
            items.push(Item::named(expr, name));
        }
        let select = Select::new(table.clone(), items);
        rows.step =
            self.step("known leads", "What is known of each lead; blank text is unknown.", select);
        self.lead_domains(&mut rows);
        rows.begin();
        rows
    }

    fn lead_domains(&mut self, rows: &mut Rows) {
        let (attributes, _) = looks::domains(self.program);
        for id in attributes {
            let Expr::Column(_, name) = rows.slot(Slot::Attribute(id)) else { continue };
            let steps = self.domain(&name, &mut |wanted| rows.names.claim(wanted));
            if let Some(name) = self.one_by_one(&mut rows.step, steps) {
                rows.slots.insert(Slot::Domain(id), name);
            }
        }
    }

    fn event_domains(&mut self, events: &mut Events, names: &mut Names) {
        let (_, properties) = looks::domains(self.program);
        for id in properties {
            let name = events.properties[id.0 as usize].clone();
            let steps = self.domain(&name, &mut |wanted| names.claim(wanted));
            if let Some(name) = self.one_by_one(&mut events.step, steps) {
                events.domains.push((id, name));
            }
        }
    }

    /// A step for each column; the name of the last.
    fn one_by_one(&mut self, step: &mut String, columns: Vec<(Expr, String)>) -> Option<String> {
        let mut last = None;
        for (expr, name) in columns {
            let items = vec![Item::All(None), Item::named(expr, &name)];
            let select = Select::new(Table::step(step), items);
            *step = self.step(&name, "What follows the last @, or the host of an address.", select);
            last = Some(name);
        }
        last
    }

    fn known_events(&mut self) {
        let (program, request) = (self.program, self.request);
        let Some(table) = &request.events else { return };
        let mut names = Names::new(self.dialect.name_bytes);
        names.take(LEAD);
        let mut claim = |wanted: &str| names.claim(wanted);
        let mut events = Events {
            event: claim("event"),
            time: claim("time"),
            age: claim("age"),
            there: vec![None; program.masks.len()],
            ..Events::default()
        };
        let time = self.seconds(column(&request.time));
        let as_of = self.as_of();
        let mut items = vec![
            Item::named(column(&request.event_lead), LEAD),
            Item::named(
                phrase(self.dialect.strings.from_column, [column(&request.event)]),
                &events.event,
            ),
            Item::named(time.clone(), &events.time),
            Item::Named {
                expr: as_of.clone().minus(time.clone()),
                name: events.age.clone(),
                comment: Some("Seconds up to the moment.".into()),
            },
        ];
        for field in &program.schema.properties {
            let name = claim(&field.name);
            let expr = self.cleaned(column(request.column(&field.name)), &field.ty);
            items.push(Item::named(expr, &name));
            events.properties.push(name);
        }
        let id = request.event_id.as_ref().map(|id| (id, claim("event_id")));
        if let Some((id, name)) = &id {
            let id = phrase(self.dialect.strings.from_column, [column(id.as_str())]);
            items.push(Item::named(self.inked(id), name));
        }
        let mut select = Select::new(table.clone(), items);
        select.filter = Some(time.binary(Operator::LessOrEqual, as_of));
        events.step = self.step(
            "known events",
            "What happened up to the moment; blank text is unknown.",
            select,
        );
        if let Some((_, id)) = id {
            self.once_each(&mut events, &id, &mut names);
        }
        self.event_domains(&mut events, &mut names);
        if looks::looks_around(program) {
            self.numbered(&mut events, &mut names);
        }
        self.events = events;
    }

    /// Of events with one id, the first; none where they are not the same.
    fn once_each(&mut self, events: &mut Events, id: &str, names: &mut Names) {
        let (kind, copy, kinds) =
            (names.claim("version"), names.claim("copy"), names.claim("versions"));
        let partition = || vec![column(LEAD), column(id)];
        let order = || self.order_of(events);
        let rank = |call| Expr::Phrase(call, Vec::new()).over(partition(), order(), Frame::Usual);
        let items = vec![
            Item::All(None),
            Item::named(rank("dense_rank()"), &kind),
            Item::named(rank("row_number()"), &copy),
        ];
        let numbered = Select::new(Table::step(&events.step), items);
        let step = self.step("event copies", "Events of one lead with one id.", numbered);
        let all = phrase("max({0})", [column(&kind)]).over(partition(), Vec::new(), Frame::Usual);
        let select =
            Select::new(Table::step(&step), vec![Item::All(None), Item::named(all, &kinds)]);
        let step = self.step("event versions", "How many different ones.", select);
        let columns = std::iter::once(LEAD.to_string()).chain(events.columns());
        let mut select = Select::new(Table::step(&step), plain(columns));
        let one =
            Expr::All(vec![column(&copy).is(Expr::Whole(1)), column(&kinds).is(Expr::Whole(1))]);
        select.filter = Some(Expr::Any(vec![column(id).missing(), one]));
        events.step = self.step(
            "single events",
            "Each id counts once; events that share an id and differ are bad data and left out.",
            select,
        );
    }

    /// Events told apart. The order names every column, so that two engines, or two readings of this step, number them alike.
    fn numbered(&mut self, events: &mut Events, names: &mut Names) {
        let number = names.claim("number");
        let order = self.order_of(events);
        let row = Expr::Phrase("row_number()", Vec::new());
        let row = row.over(vec![column(LEAD)], order, Frame::Usual);
        let items = vec![Item::All(None), Item::named(row, &number)];
        let select = Select::new(Table::step(&events.step), items);
        events.step =
            self.step("numbered events", "No event sees itself: they are told apart.", select);
        events.number = Some(number);
    }

    fn order_of(&self, events: &Events) -> Vec<Order> {
        let lists = self.program.schema.properties.iter().map(|field| field.ty == Type::List);
        let properties = events.properties.iter().zip(lists).map(|(name, list)| match list {
            true => phrase(self.dialect.strings.list_ordered, [column(name)]),
            false => column(name),
        });
        let own = [&events.time, &events.event].into_iter().map(column);
        own.chain(properties).map(Expr::ascending).collect()
    }

    /// A column of a type; what is not of it is unknown.
    fn cleaned(&mut self, of: Expr, ty: &Type) -> Expr {
        match ty {
            Type::Number => self.finite(phrase(self.dialect.numbers.from_column, [of])),
            Type::Bool | Type::List => of,
            Type::Date => self.seconds(of),
            Type::Text => self.inked(phrase(self.dialect.strings.from_column, [of])),
            Type::OneOf(values) => {
                let text = phrase(self.dialect.strings.from_column, [of]);
                self.lean(Leaning::Lower);
                let lower = phrase(self.dialect.strings.lower, [text.clone()]);
                let values = values.iter().map(|v| Expr::Text(crate::types::text::fold(v).into()));
                when(Expr::In(Box::new(lower), values.collect()), text)
            }
        }
    }

    fn inked(&self, text: Expr) -> Expr {
        when(certain(phrase(self.dialect.strings.has_ink, [text.clone()])), text)
    }

    fn seconds(&self, of: Expr) -> Expr {
        let times = &self.dialect.times;
        phrase(if self.request.epoch { times.from_number } else { times.from_instant }, [of])
    }

    /// No infinity and nothing that is no number: these are unknown.
    pub fn finite(&self, of: Expr) -> Expr {
        if matches!(of, Expr::Double(_) | Expr::Null) {
            return of;
        }
        phrase(self.dialect.numbers.finite, [of])
    }
}
