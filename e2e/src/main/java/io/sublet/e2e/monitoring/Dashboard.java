package io.sublet.e2e.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A dashboard as people write it: what is shown in which order, without Grafana's own fields.
 *
 * @param name of its file, without the ending
 * @param title as in Grafana's list
 * @param perNode whether a variable chooses nodes
 * @param rows from the top
 */
public record Dashboard(String name, String title, boolean perNode, List<Row> rows) {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    /** Copies the rows. */
    public Dashboard {
        rows = List.copyOf(rows);
    }

    /** Panels under a heading. */
    public record Row(String title, List<Panel> panels) {
        /** Copies the panels. */
        public Row {
            panels = List.copyOf(panels);
        }
    }

    /**
     * A picture.
     *
     * @param kind {@code timeseries}, {@code stat} or {@code table}
     * @param unit Grafana's name of the unit, such as {@code cores} or {@code percentunit}
     * @param width in 24ths of the page
     * @param stacked whether the series are added up
     * @param queries what is drawn: legends and PromQL, in which {@code $scope} stands for the labels that the variables choose
     */
    public record Panel(
            String title,
            String description,
            String kind,
            String unit,
            int width,
            boolean stacked,
            Map<String, String> queries) {
        /** Copies the queries. */
        public Panel {
            queries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(queries));
        }
    }

    /** Every dashboard in {@code directory}, by name. */
    public static List<Dashboard> readAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Dashboard> all = new ArrayList<>();
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                all.add(read(file));
            }
            return all;
        }
    }

    private static Dashboard read(Path file) throws IOException {
        String name = file.getFileName().toString().replace(".yaml", "");
        JsonNode tree = YAML.unmarshal(Files.readString(file), JsonNode.class);
        List<Row> rows = new ArrayList<>();
        for (JsonNode row : tree.path("rows")) {
            List<Panel> panels = new ArrayList<>();
            for (JsonNode panel : row.path("panels")) {
                panels.add(panel(name, panel));
            }
            rows.add(new Row(required(name, row, "title"), panels));
        }
        return new Dashboard(
                name, required(name, tree, "title"), tree.path("perNode").asBoolean(false), rows);
    }

    private static Panel panel(String name, JsonNode panel) {
        Map<String, String> queries = new LinkedHashMap<>();
        panel.path("queries")
                .properties()
                .forEach(query -> queries.put(query.getKey(), query.getValue().asText()));
        String title = required(name, panel, "title");
        if (queries.isEmpty()) {
            throw new DashboardException(name + ": the panel '" + title + "' has no queries");
        }
        return new Panel(
                title,
                panel.path("description").asText(""),
                panel.path("kind").asText("timeseries"),
                required(name, panel, "unit"),
                panel.path("width").asInt(12),
                panel.path("stacked").asBoolean(false),
                queries);
    }

    private static String required(String name, JsonNode node, String field) {
        String text = node.path(field).asText("");
        if (text.isEmpty()) {
            throw new DashboardException(name + ": '" + field + "' is missing in " + node);
        }
        return text;
    }

    /** Every PromQL expression. */
    public Stream<String> expressions() {
        return rows.stream().flatMap(row -> row.panels().stream()).flatMap(panel -> panel.queries().values().stream());
    }
}
