//! Points by a value: `points by employees { up to 10 +5; above +20; unknown 0 }`.

use crate::syntax::ast::{
    Block, Expr, ExprKind, ListRef, RowTest, RowTestKind, Signed, Table, TableRow,
};
use crate::syntax::cut;
use crate::syntax::errors;
use crate::syntax::from_pairs::{Builder, Reader};
use crate::syntax::pairs::{Pair, R, has, parts};

impl<'a> Builder<'a> {
    pub fn table_rows(&mut self, body: cut::Body) -> Block<TableRow> {
        self.block(body, |builder, statement| {
            let read =
                builder.read_once(statement, R::table_row, |reader, pair| reader.table_row(pair));
            read.unwrap_or(TableRow::Broken)
        })
    }
}

impl<'b, 'a> Reader<'b, 'a> {
    pub fn table(&mut self, pair: Pair<'_>) -> Option<Table> {
        let span = self.span(&pair);
        let by = parts(pair).find(|p| p.as_rule() == R::expr).map(|p| self.expr(p))?;
        let body = self.body();
        let rows = self.builder.table_rows(body);
        Some(Table { span, by, rows })
    }

    fn table_row(&mut self, pair: Pair<'_>) -> Option<TableRow> {
        let (mut test, mut points) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::row_test => test = self.row_test(part),
                R::row_points => points = self.row_points(part),
                _ => {}
            }
        }
        Some(TableRow::Row { test: test?, points: points? })
    }

    fn row_test(&mut self, pair: Pair<'_>) -> Option<RowTest> {
        let span = self.span(&pair);
        let up_to = has(&pair, R::kw_up);
        let part = parts(pair)
            .find(|p| !matches!(p.as_rule(), R::kw_up | R::kw_to | R::kw_under | R::kw_in))?;
        let kind = match part.as_rule() {
            R::a_number if up_to => RowTestKind::UpTo(self.value(part)),
            R::a_number => RowTestKind::Under(self.value(part)),
            R::list_ref => RowTestKind::In(self.list_ref(part)?),
            R::list => {
                let span = self.span(&part);
                RowTestKind::In(ListRef::Items { span, items: self.items_of(part) })
            }
            R::exactly => RowTestKind::Value(self.exactly(part)),
            R::row_word if has(&part, R::kw_above) => RowTestKind::Above,
            R::row_word if has(&part, R::kw_else) => RowTestKind::Else,
            R::row_word => RowTestKind::Unknown,
            _ => RowTestKind::Value(self.value(part)),
        };
        Some(RowTest { span, kind })
    }

    /// `+10`, `-$x`, `+(a / b)`; of all points only `0` needs no sign.
    fn row_points(&mut self, pair: Pair<'_>) -> Option<Signed> {
        let span = self.span(&pair);
        let inner = pair.into_inner().next()?;
        if inner.as_rule() == R::signed {
            return self.signed(inner);
        }
        let kind = self.value_kind(&inner);
        let zero = matches!(&kind, ExprKind::Number(number) if number.value == 0.0);
        if !zero {
            self.report(errors::points::no_sign(span, self.text(span)));
        }
        Some(Signed { span, negative: false, value: Expr { span, kind: Box::new(kind) } })
    }
}
