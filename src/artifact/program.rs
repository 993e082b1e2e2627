//! The tables of the program: fields in their order, variants by their numbers. They are the documentation of the section.

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;

use crate::artifact::wire::{Reader, Result, Wire, Writer, newtypes, wire};
use crate::ir::expr::{
    AggregateOp, ArithmeticOp, CompareOp, Cond, Function, Kind, Moment, Num, Operand, Place,
    Quantifier, Query, Side, Text, TextOp, TextSet,
};
use crate::ir::program::{
    Base, Cell, Disqualification, Formula, Grade, GradeId, GradeRow, Group, GroupId, GroupMode,
    Item, Keep, Line, LineId, LineKind, Mask, MaskId, Matrix, Model, OnLine, Origin, Pause, Per,
    Period, Pick, PointsBy, Program, Range, Score, ScoreBody, ScoreId, StageId, StageLine,
    Threshold,
};
use crate::source::{FileId, Span};
use crate::types::ageing::{Ageing, Shape};
use crate::types::calendar::{Unit, Zone};
use crate::types::{AttributeId, EventId, Field, Points, PropertyId, Schema, Type};

newtypes!(
    Points,
    AttributeId,
    EventId,
    PropertyId,
    ScoreId,
    LineId,
    GroupId,
    GradeId,
    MaskId,
    StageId,
    FileId
);

wire!(part Program {
    model, zone, schema, scores, order, lines, groups, grades, matrices, stages, stage_lines, base,
    disqualifications, masks
});
wire!(part Model { name, origin, guard });
wire!(struct Origin { span, file, line, text, label });
wire!(struct Span { file, start, end });
wire!(struct Schema { attributes, events, properties, any_event });
wire!(part Field { name, ty });
wire!(enum Type { 0 Text, 1 OneOf(values), 2 Number, 3 Bool, 4 Date, 5 List });

wire!(part Score { name, origin, range, body, mask });
wire!(struct Range { low, high });
wire!(enum ScoreBody { 0 Items(items), 1 Formula(formula) });
wire!(deep enum Item { 0 Line(line), 1 Group(group), 2 When { condition, origin, then, otherwise } });
wire!(part Group { name, origin, score, mode, range, cap_per, items });
wire!(enum GroupMode { 0 Sum, 1 Best, 2 First });
wire!(deep enum Formula {
    0 Number(value), 1 Score(score), 2 Add(a, b), 3 Subtract(a, b), 4 Multiply(a, b), 5 Divide(a, by),
    6 Negate(a), 7 Min(of), 8 Max(of), 9 Abs(a), 10 Round(a), 11 Floor(a), 12 Ceil(a)
});

wire!(part Line { origin, score, kind });
wire!(enum LineKind { 0 If { condition, points, active, cap }, 1 On(on) });
wire!(struct Period { from, before });
wire!(deep enum PointsBy { 0 Literal(points), 1 Computed(number), 2 Table(rows) });
wire!(struct OnLine {
    kind, filter, active, times, points, first_time, cooldown, keep, ageing, caps_per, cap
});
wire!(struct Keep { count, per });
wire!(enum Per { 0 Calendar(unit), 1 Property(property) });
wire!(enum Unit { 0 Hour, 1 Day, 2 Week, 3 Month, 4 Year });
wire!(part Ageing { shape, expires });
wire!(enum Shape {
    0 Smooth { keep, period }, 1 Stepped { keep, period }, 2 Linear { rate, period }, 3 Steps(steps)
});

wire!(part Grade { name, score, origin, labels, rows, otherwise });
wire!(struct GradeRow { label, op, bound });
wire!(part Matrix { name, origin, rows, columns, values, cells });
wire!(struct Cell { value, action });
wire!(part StageLine { stage, origin, threshold, condition, action });
wire!(struct Threshold { score, op, bound });
wire!(struct Base { stage, origin, action });
wire!(part Disqualification { origin, condition });
wire!(part Mask { resets, pauses });
wire!(struct Pick { kind, filter });
wire!(struct Pause { from, until });

wire!(enum Place { 0 Lead(attribute), 1 Event { up, property } });
wire!(deep enum Cond {
    0 Constant(value),
    1 Bool { field, value },
    2 SameBool(a, b),
    3 Number { left, op, right },
    4 NumberIn { value, items },
    5 Date { left, op, right },
    6 DateIn { value, from, until },
    7 Age { value, older, seconds },
    8 TextIn { value, items },
    9 SameText { left, right, exact },
    10 TextTest { value, op, quantifier, items },
    11 TextTestField { value, op, other },
    12 Matches { value, pattern },
    13 ListHas { list, quantifier, items },
    14 Known(operand),
    15 GradeIn { grade, labels },
    16 AtLeast { count, of },
    17 And(of),
    18 Or(of),
    19 Not(of),
    20 Happened(query)
});
wire!(enum Operand { 0 Number(number), 1 Date(moment), 2 Text(text), 3 Field(place) });
wire!(deep enum Num {
    0 Literal(value),
    1 Field(place),
    2 Score(score),
    3 Coverage(attributes),
    4 Count(query),
    5 Aggregate { op, query, property },
    6 DaysSince(moment),
    7 DaysUntil(moment),
    8 Arithmetic { op, left, right },
    9 Negate(of),
    10 Call { function, arguments }
});
wire!(deep enum Moment {
    0 Literal(seconds), 1 Field(place), 2 Time { up }, 3 First(query), 4 Last { query, nth }
});
wire!(deep enum Text { 0 Field(place), 1 Domain(of) });
wire!(struct Query { kind, filter, within, side, since });
wire!(enum Kind { 0 Any, 1 Of(names) });
wire!(enum Side { 0 Before, 1 After });
wire!(struct TextSet { items, exact });
wire!(enum CompareOp { 0 Equal, 1 NotEqual, 2 Less, 3 LessOrEqual, 4 Greater, 5 GreaterOrEqual });
wire!(enum TextOp { 0 Contains, 1 ContainsWord, 2 StartsWith, 3 EndsWith });
wire!(enum Quantifier { 0 Any, 1 All });
wire!(enum AggregateOp { 0 Sum, 1 Average, 2 Minimum, 3 Maximum, 4 Distinct });
wire!(enum ArithmeticOp { 0 Add, 1 Subtract, 2 Multiply, 3 Divide });
wire!(enum Function { 0 Min, 1 Max, 2 Abs, 3 Round, 4 Floor, 5 Ceil, 6 Sqrt, 7 Log, 8 Exp });

/// Its IANA name.
impl Wire for Zone {
    fn put(&self, to: &mut Writer) {
        self.name().to_string().put(to);
    }

    fn get(from: &mut Reader) -> Result<Zone> {
        let name = from.text()?;
        let zone = if name == "UTC" { Some(Zone::utc()) } else { Zone::named(name) };
        zone.ok_or_else(|| from.fault(format!("there is no time zone {name:?}")))
    }
}

/// Bytes of a rational's numerator, and of its denominator.
const RATIONAL: usize = 4_096;

/// Whether it is below 0, the numerator's bytes and the denominator's, the lowest first; without a common divisor.
impl Wire for BigRational {
    fn put(&self, to: &mut Writer) {
        let (sign, numerator) = self.numer().to_bytes_le();
        (sign == Sign::Minus).put(to);
        numerator.put(to);
        self.denom().to_bytes_le().1.put(to);
    }

    fn get(from: &mut Reader) -> Result<BigRational> {
        let negative = bool::get(from)?;
        let mut whole = |sign: Sign| {
            let count = from.count()?;
            if count > RATIONAL {
                return Err(from.fault("a number of a formula is too long"));
            }
            let mut bytes = Vec::with_capacity(count);
            for _ in 0..count {
                bytes.push(u8::get(from)?);
            }
            Ok(BigInt::from_bytes_le(sign, &bytes))
        };
        let numerator = whole(if negative { Sign::Minus } else { Sign::Plus })?;
        let denominator = whole(Sign::Plus)?;
        if denominator.sign() == Sign::NoSign {
            return Err(from.fault("a number of a formula is divided by 0"));
        }
        let value = BigRational::new(numerator.clone(), denominator.clone());
        match value.numer() == &numerator && value.denom() == &denominator {
            true => Ok(value),
            false => Err(from.fault("a number of a formula is not in its lowest terms")),
        }
    }
}
