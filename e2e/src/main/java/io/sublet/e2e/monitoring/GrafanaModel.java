package io.sublet.e2e.monitoring;

import io.sublet.e2e.monitoring.Dashboard.Panel;
import io.sublet.e2e.monitoring.Dashboard.Row;
import io.sublet.protocol.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A dashboard in Grafana's JSON: places of panels, variables for the data source, the cluster and perhaps the node. */
public final class GrafanaModel {
    private static final int SCHEMA = 39;
    private static final int PAGE = 24;
    private static final int HEIGHT = 8;
    private static final int SMALL = 4;

    private static final Map<String, Object> SOURCE = Map.of("type", "prometheus", "uid", "${datasource}");

    private final Dashboard dashboard;

    public GrafanaModel(Dashboard dashboard) {
        this.dashboard = dashboard;
    }

    /** The document; the same for the same dashboard. */
    public String json() {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("title", dashboard.title());
        model.put("tags", List.of("sublet"));
        model.put("editable", true);
        model.put("schemaVersion", SCHEMA);
        model.put("refresh", "30s");
        model.put("time", Map.of("from", "now-3h", "to", "now"));
        model.put("templating", Map.of("list", variables()));
        model.put("panels", panels());
        return Json.write(model);
    }

    /** What stands in for {@code $scope}: a single cluster's series have no label {@code cluster}, which matches ".*" too. */
    private String scope() {
        return dashboard.perNode() ? "cluster=~\"$cluster\",node=~\"$node\"" : "cluster=~\"$cluster\"";
    }

    private List<Object> variables() {
        List<Object> variables = new ArrayList<>();
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("name", "datasource");
        source.put("type", "datasource");
        source.put("query", "prometheus");
        variables.add(source);
        variables.add(choice("cluster", "label_values(sublet_manager_is_leader, cluster)"));
        if (dashboard.perNode()) {
            variables.add(choice("node", "label_values(sublet_agent_node_cpu_cores{cluster=~\"$cluster\"}, node)"));
        }
        return variables;
    }

    private static Map<String, Object> choice(String name, String query) {
        Map<String, Object> variable = new LinkedHashMap<>();
        variable.put("name", name);
        variable.put("type", "query");
        variable.put("datasource", SOURCE);
        variable.put("query", Map.of("query", query, "refId", name));
        variable.put("definition", query);
        variable.put("includeAll", true);
        variable.put("allValue", ".*");
        variable.put("multi", true);
        variable.put("current", Map.of("text", "All", "value", "$__all"));
        variable.put("refresh", 2);
        variable.put("sort", 1);
        return variable;
    }

    private List<Object> panels() {
        List<Object> panels = new ArrayList<>();
        int id = 1;
        int y = 0;
        for (Row row : dashboard.rows()) {
            panels.add(heading(id++, row.title(), y++));
            int x = 0;
            int height = 0;
            for (Panel panel : row.panels()) {
                if (x + panel.width() > PAGE) {
                    x = 0;
                    y += height;
                }
                height = panel.kind().equals("stat") ? SMALL : HEIGHT;
                panels.add(panel(id++, panel, place(x, y, panel.width(), height)));
                x += panel.width();
            }
            y += height;
        }
        return panels;
    }

    private static Map<String, Object> place(int x, int y, int width, int height) {
        Map<String, Object> place = new LinkedHashMap<>();
        place.put("x", x);
        place.put("y", y);
        place.put("w", width);
        place.put("h", height);
        return place;
    }

    private static Map<String, Object> heading(int id, String title, int y) {
        Map<String, Object> heading = new LinkedHashMap<>();
        heading.put("id", id);
        heading.put("type", "row");
        heading.put("title", title);
        heading.put("collapsed", false);
        heading.put("gridPos", place(0, y, PAGE, 1));
        heading.put("panels", List.of());
        return heading;
    }

    private Map<String, Object> panel(int id, Panel panel, Map<String, Object> place) {
        Map<String, Object> drawn = new LinkedHashMap<>();
        drawn.put("id", id);
        drawn.put("type", panel.kind());
        drawn.put("title", panel.title());
        drawn.put("description", panel.description());
        drawn.put("datasource", SOURCE);
        drawn.put("gridPos", place);
        drawn.put("fieldConfig", Map.of("defaults", defaults(panel), "overrides", List.of()));
        drawn.put("options", options(panel));
        drawn.put("targets", targets(panel));
        return drawn;
    }

    private static Map<String, Object> defaults(Panel panel) {
        Map<String, Object> defaults = new LinkedHashMap<>();
        defaults.put("unit", panel.unit());
        if (panel.kind().equals("timeseries")) {
            Map<String, Object> custom = new LinkedHashMap<>();
            custom.put("fillOpacity", panel.stacked() ? 40 : 0);
            custom.put("showPoints", "never");
            custom.put("stacking", Map.of("mode", panel.stacked() ? "normal" : "none"));
            defaults.put("custom", custom);
        }
        return defaults;
    }

    private static Map<String, Object> options(Panel panel) {
        return switch (panel.kind()) {
            case "timeseries" -> Map.of("tooltip", Map.of("mode", "multi", "sort", "desc"));
            case "stat" -> Map.of("reduceOptions", Map.of("calcs", List.of("lastNotNull")), "colorMode", "value");
            case "table" -> Map.of("showHeader", true);
            default ->
                throw new DashboardException(dashboardOf(panel) + " is of no kind that is known: " + panel.kind());
        };
    }

    private static String dashboardOf(Panel panel) {
        return "the panel '" + panel.title() + "'";
    }

    private List<Object> targets(Panel panel) {
        List<Object> targets = new ArrayList<>();
        char ref = 'A';
        for (Map.Entry<String, String> query : panel.queries().entrySet()) {
            Map<String, Object> target = new LinkedHashMap<>();
            target.put("refId", String.valueOf(ref++));
            target.put("datasource", SOURCE);
            target.put("expr", query.getValue().replace("$scope", scope()));
            target.put("legendFormat", query.getKey());
            if (panel.kind().equals("table")) {
                target.put("instant", true);
                target.put("format", "table");
            }
            targets.add(target);
        }
        return targets;
    }
}
