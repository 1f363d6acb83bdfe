package dev.parley.app.demo;

/** A program whose failures are tracked; {@code platform} names its language. */
record Project(String slug, String name, String organization, String platform) {}
