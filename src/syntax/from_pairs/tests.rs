//! `test` blocks: a lead, its events, and what is expected of it.

use crate::syntax::ast::{
    Assign, AssignValue, Block, CaseRow, Cases, CompareOp, EventTime, Expect, Expr, ExprKind, Test,
    TestItem,
};
use crate::syntax::cut;
use crate::syntax::from_pairs::{Builder, Reader};
use crate::syntax::heads;
use crate::syntax::pairs::{Pair, R, has, parts};

impl<'a> Builder<'a> {
    pub fn test_rows(&mut self, body: cut::Body) -> Block<TestItem> {
        self.block(body, |builder, statement| {
            let rule = heads::test_row(builder.source, &statement.tokens);
            let read = builder.read(statement, rule, |reader, pair| reader.test_row(pair));
            // What was reported may still have blocks with faults of their own.
            for body in std::mem::take(&mut statement.bodies) {
                builder.assigns(body);
            }
            read.unwrap_or(TestItem::Broken)
        })
    }

    /// `title = CTO; employees = 200`.
    pub fn assigns(&mut self, body: cut::Body) -> Block<Assign> {
        self.block(body, |builder, statement| {
            let read = builder.read(statement, R::assign_row, |reader, pair| reader.assign(pair));
            read.unwrap_or(Assign::Broken)
        })
    }
}

impl<'b, 'a> Reader<'b, 'a> {
    /// `test "name" for a, b in [(1, 2)] { … }`.
    pub fn test(&mut self, pair: Pair<'_>) -> Option<Test> {
        let (mut name, mut cases) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::text => name = Some(self.text_of(&part)),
                R::cases => cases = Some(self.cases(part)),
                _ => {}
            }
        }
        let body = self.body();
        Some(Test { name: name?, cases, body: self.builder.test_rows(body) })
    }

    fn cases(&mut self, pair: Pair<'_>) -> Cases {
        let span = self.span(&pair);
        let (mut columns, mut rows) = (Vec::new(), Vec::new());
        for part in parts(pair) {
            match part.as_rule() {
                R::name => columns.push(self.name(&part)),
                R::case => {
                    let span = self.span(&part);
                    let items = parts(part).filter(|p| p.as_rule() == R::item);
                    let values = items.map(|p| self.case_value(p)).collect();
                    rows.push(CaseRow { span, values });
                }
                _ => {}
            }
        }
        Cases { span, columns, rows }
    }

    /// A case's value: unlike in a list, `yes` and `no` may be truths here.
    fn case_value(&mut self, pair: Pair<'_>) -> Expr {
        let Expr { span, kind } = self.item(pair);
        let kind = match *kind {
            ExprKind::Text(text) if !text.quoted => super::literals::word(text),
            kind => kind,
        };
        Expr { span, kind: Box::new(kind) }
    }

    fn test_row(&mut self, pair: Pair<'_>) -> Option<TestItem> {
        Some(match pair.as_rule() {
            R::as_of_row => TestItem::AsOf(self.only_value(pair)?),
            R::lead_statement => {
                let body = self.body();
                TestItem::Lead(self.builder.assigns(body))
            }
            R::set_row => {
                let (mut name, mut value) = (None, None);
                for part in parts(pair) {
                    match part.as_rule() {
                        R::name => name = Some(self.name(&part)),
                        R::value => value = Some(self.value(part)),
                        _ => {}
                    }
                }
                TestItem::Set { name: name?, value: value? }
            }
            R::expect_row => {
                let what = parts(pair).find(|p| p.as_rule() != R::kw_expect)?;
                TestItem::Expect(self.expect(what)?)
            }
            _ => self.test_event(pair)?,
        })
    }

    /// `page_view 2026-01-02 { path = "/pricing" }`.
    fn test_event(&mut self, pair: Pair<'_>) -> Option<TestItem> {
        let (mut event, mut when, mut properties) = (None, EventTime::Now, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::name => event = Some(self.name(&part)),
                R::a_duration => when = EventTime::Ago(self.value(part)),
                R::a_date => when = EventTime::At(self.value(part)),
                R::body => {
                    let body = self.body();
                    properties = Some(self.builder.assigns(body));
                }
                _ => {}
            }
        }
        Some(TestItem::Event { event: event?, when, properties })
    }

    fn expect(&mut self, pair: Pair<'_>) -> Option<Expect> {
        let rule = pair.as_rule();
        let mut negated = has(&pair, R::kw_not);
        let (mut name, mut label, mut op) = (None, None, CompareOp::Equal);
        let mut values = Vec::new();
        for part in parts(pair) {
            match part.as_rule() {
                R::name => name = Some(self.name(&part)),
                R::equality => negated = part.as_str().starts_with('!'),
                R::text | R::word => label = Some(self.text_of(&part)),
                R::param => {
                    values.push(Expr {
                        span: self.span(&part),
                        kind: Box::new(self.value_kind(&part)),
                    });
                }
                R::label => label = self.label(part),
                R::cmp_op => op = self.compare_op(&part),
                R::a_number => values.push(self.value(part)),
                _ => {}
            }
        }
        let mut values = values.into_iter();
        Some(match rule {
            R::expect_line => Expect::Line { label: label?, op, value: values.next()? },
            R::expect_no => Expect::No(name?),
            R::expect_disqualified => Expect::Disqualified { negated },
            R::expect_between => {
                Expect::Between { name: name?, low: values.next()?, high: values.next()? }
            }
            R::expect_is => {
                let value = label.map(Expr::from).or_else(|| values.next())?;
                Expect::Is { name: name?, negated, value }
            }
            _ => Expect::Figure { name: name?, op, value: values.next()? },
        })
    }

    fn assign(&mut self, pair: Pair<'_>) -> Option<Assign> {
        let (mut name, mut value) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::name => name = Some(self.name(&part)),
                R::kw_unknown => value = Some(AssignValue::Unknown),
                R::list => value = Some(AssignValue::List(self.items_of(part))),
                R::value => value = Some(AssignValue::One(self.value(part))),
                _ => {}
            }
        }
        Some(Assign::Value { name: name?, value: value? })
    }
}
