//! Text as rules compare it: lower case, words, domains.
