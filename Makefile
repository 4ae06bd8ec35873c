# The commands of the project; `make help` lists them. The recipes are short: the work is in build/ and in the
# end-to-end program (e2e/).
SHELL := /bin/sh
ENV := . build/env;
CACHE := $(or $(SUBLET_CACHE),$(HOME)/.cache/sublet)
MVN := build/mvn -B -Dsublet.kube.dir=$(CACHE)/kube
CLASSPATH := e2e/target/dependencies
E2E := "$$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "e2e/target/classes:$$(cat $(CLASSPATH))" io.sublet.e2e.Main
BENCHMARK := $(E2E) bench --rounds='$(or $(ROUNDS),0)' --bench='$(BENCH)'
SOURCES := $(shell find pom.xml */pom.xml common-model/src/main crds/src/main e2e/src/main -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help build tools check test test-peer test-vm test-resctrl demo bench bench-report images chart cli up down clean kube packages browser reports runtime toolchain

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo '  variables: NODES=1 SIMULATED_NODES=0 SEED=1 (up), SUBLET_STATE, SUBLET_CACHE, SUBLET_API_PORT,'
	@echo '             SUBLET_CLUSTER=local|existing|k3s (where demo looks for its cluster; only the local one shows its node)'

build: ## compile and package every module, no tests
	@$(ENV) $(MVN) -q -DskipTests package

check: reports ## format, static checks, unit and property tests
	@$(ENV) $(MVN) -fae test; status=$$?; build/test-summary; exit $$status

test: packages browser kube tools runtime reports ## everything, also on the real cluster
	@$(ENV) $(MVN) -fae verify; status=$$?; build/test-summary; exit $$status

test-peer: ## compare with Koordinator's own programs; PEER=a checkout of its source
	@$(ENV) need_go && build/peer '$(PEER)' >/dev/null
	@$(MAKE) --no-print-directory packages kube build
	@$(ENV) SUBLET_PEER=$$(build/peer '$(PEER)') && export SUBLET_PEER && $(MVN) -pl e2e -am verify -Dtest=NoTest -Dit.test='*BesidePeerE2E' \
	    -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false

test-vm: ## the agent on control groups of version 2, in a virtual machine; TEST=one of its classes
	@$(ENV) $(MVN) -q -pl koordlet-agent -am -DskipTests package && build/test-vm vm '$(TEST)'

test-resctrl: ## the agent on a kernel with resctrl and core scheduling, in a virtual machine; TEST as above
	@$(ENV) $(MVN) -q -pl koordlet-agent -am -DskipTests package && build/test-vm resctrl '$(TEST)'

kube: ## build the Kubernetes programs into the cache, once
	@$(ENV) need_go; build/cache '$(CACHE)' && build/kube

tools: ## build Helm and Prometheus, which tests use, into the cache, once
	@$(ENV) need_go; build/cache '$(CACHE)' && build/tools

runtime: ## build a container runtime with NRI, which tests use, into the cache, once
	@$(ENV) need_go; build/cache '$(CACHE)' && build/runtime

demo: toolchain ## the story of colocation on a real node; the cluster keeps running
	@build/packages 'make demo'
	@$(MAKE) --no-print-directory kube build
	@$(ENV) $(E2E) demo

bench: $(CLASSPATH) ## measure, on clusters of its own; BENCH=name for one of them, ROUNDS, PEER as above
	@$(ENV) $(BENCHMARK) --check$(if $(PEER), && need_go && build/peer '$(PEER)' >/dev/null)
	@$(MAKE) --no-print-directory packages kube build
	@$(ENV) $(if $(PEER),SUBLET_PEER=$$(build/peer '$(PEER)') && export SUBLET_PEER && )$(BENCHMARK)

bench-report: $(CLASSPATH) ## the latest figures beside their budgets
	@$(ENV) $(E2E) bench-report

up: packages kube $(CLASSPATH) ## start the local cluster
	@$(ENV) $(E2E) up --nodes='$(or $(NODES),1)' --simulated-nodes='$(or $(SIMULATED_NODES),0)' --seed='$(or $(SEED),1)'

down: $(CLASSPATH) ## stop the local cluster and remove all of it
	@$(ENV) $(E2E) down

images: kube build ## make the container images in target/images
	@$(ENV) $(E2E) images

chart: $(CLASSPATH) ## check the Helm chart and package it into target/chart
	@$(ENV) $(E2E) chart

cli: ## build the kubectl plugin into target/cli
	@$(ENV) $(MVN) -q -pl cli,koordlet-agent -am -DskipTests package
	@rm -rf target/cli && mkdir -p target/cli/lib target/cli/agent/lib && cp cli/src/main/launcher/* target/cli && cp cli/target/kubectl-sublet.jar cli/target/lib/*.jar target/cli/lib
	@cp koordlet-agent/target/lib/*.jar target/cli/agent/lib && cp $$(ls koordlet-agent/target/sublet-koordlet-agent-*.jar | grep -v sources) target/cli/agent/agent.jar
	@echo 'put target/cli into PATH, or link target/cli/kubectl-sublet there; then: kubectl sublet status'

clean: $(CLASSPATH) ## stop the local cluster and remove what was built
	@$(ENV) $(E2E) down && $(MVN) -q clean

# Before anything is installed or built for a machine that cannot go on.
toolchain:
	@$(ENV) need_go

packages: toolchain
	@build/packages

browser: toolchain
	@build/browser

# Reports of tests that are no more must not be summed up.
reports:
	@find . -path '*/target/*-reports/TEST-*.xml' -delete

$(CLASSPATH): $(SOURCES)
	@echo 'compiling the end-to-end program'
	@$(ENV) $(MVN) -q -pl e2e -am -DskipTests package
	@touch $@
