package io.sublet.cli.command;

import io.sublet.cli.api.Exit;
import io.sublet.cli.check.ClusterChecks;
import io.sublet.cli.check.Finding;
import io.sublet.cli.check.InstallChecks;
import io.sublet.cli.check.InstallChecks.Refusal;
import io.sublet.cli.check.NodeChecks;
import io.sublet.cli.check.ProgramChecks;
import io.sublet.cli.observe.CheckReader;
import io.sublet.cli.observe.InstallReader;
import io.sublet.cli.observe.ProgramPod;
import io.sublet.cli.observe.Programs;
import io.sublet.cli.render.CheckView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code check}. */
@Command(
        name = "check",
        description =
                "Whether anything stands in the way: of the cluster, the programs, kernels, other agents, admission,"
                        + " your rights.",
        footer = {
            "",
            "Before an install it says whether the cluster can take it and you may do it; --sublet-namespace names the"
                    + " place.",
            "It changes nothing. Exits with 1 if something failed or should be looked at."
        })
final class CheckCommand extends ClusterCommand {

    CheckCommand(Surroundings here) {
        super(here);
    }

    @Override
    public Integer call() {
        try (Session session = open()) {
            CheckReader reader = new CheckReader(session.cluster());
            Programs programs = session.found();
            InstallReader install = new InstallReader(session.cluster());
            List<Refusal> refusals = install.refusals();
            List<Finding> findings = programs.isEmpty() && refusals.isEmpty()
                    ? beforeInstall(session, reader, install)
                    : ofInstallation(session, reader, programs, refusals);
            print(new CheckView(findings));
            return findings.stream().anyMatch(Finding::isBad) ? Exit.FINDING.code() : Exit.OK.code();
        }
    }

    private static List<Finding> beforeInstall(Session session, CheckReader reader, InstallReader install) {
        List<Finding> findings = new ArrayList<>();
        findings.add(ClusterChecks.version(reader.version()));
        findings.addAll(InstallChecks.second(session.elsewhere().toOptional().orElse(List.of())));
        findings.addAll(InstallChecks.of(
                install.home(session.home()),
                install.definitions(),
                install.rights(session.home()),
                install.operator()));
        findings.addAll(ProgramChecks.conflicts(reader.workloads()));
        return findings;
    }

    private static List<Finding> ofInstallation(
            Session session, CheckReader reader, Programs programs, List<Refusal> refusals) {
        List<Finding> findings = new ArrayList<>();
        findings.add(ClusterChecks.version(reader.version()));
        findings.add(ClusterChecks.kinds(reader.kinds()));
        findings.addAll(ProgramChecks.programs(CheckReader.programs(programs)));
        findings.addAll(InstallChecks.installed(
                programs.of("manager").stream().map(ProgramPod::namespace).toList(), refusals));
        findings.addAll(NodeChecks.of(reader.nodes(programs, session.progress())));
        findings.addAll(ProgramChecks.conflicts(reader.workloads()));
        findings.addAll(ProgramChecks.webhook(reader.registrations(), reader.webhookAnswers(programs)));
        List<String> homes = programs.isEmpty() ? List.of(session.home()) : programs.namespaces();
        findings.addAll(ProgramChecks.rights(reader.rights(homes, session.configHome())));
        return findings;
    }
}
