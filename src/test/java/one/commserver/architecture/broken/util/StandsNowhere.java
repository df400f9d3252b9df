package one.commserver.architecture.broken.util;

/// In a package the table does not have.
public class StandsNowhere {}
