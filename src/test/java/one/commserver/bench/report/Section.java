package one.commserver.bench.report;

/// A part of the report.
///
/// @param title its heading
/// @param body Markdown, mostly a table
public record Section(String title, String body) {}
