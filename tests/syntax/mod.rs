//! Texts of rule files: what is valid reads without a fault, what is wrong is reported once, nothing breaks the reader.

mod again;
mod robust;
mod trees;
mod valid;
mod wrong;
