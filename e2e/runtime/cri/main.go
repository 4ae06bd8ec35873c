// Asks a container runtime for pods and containers as a kubelet does, one call for each run of the program:
//
//	cri SOCKET image NAME PROGRAM            makes an image of one static program
//	cri SOCKET pod FILE                      runs a pod, prints its id
//	cri SOCKET create POD FILE POD-FILE      makes a container, prints its id
//	cri SOCKET start CONTAINER
//	cri SOCKET update CONTAINER FILE         changes its resources
//	cri SOCKET remove CONTAINER
//	cri SOCKET removepod POD
//
// The files are the messages of the Container Runtime Interface as JSON.
package main

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"time"

	containerd "github.com/containerd/containerd/v2/client"
	"github.com/containerd/containerd/v2/pkg/namespaces"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := run(ctx, os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, "cri:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, socket, call string, args []string) error {
	if call == "image" {
		return image(ctx, socket, args[0], args[1])
	}
	conn, err := grpc.NewClient("unix://"+socket, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	client := cri.NewRuntimeServiceClient(conn)
	switch call {
	case "pod":
		config := &cri.PodSandboxConfig{}
		if err := read(args[0], config); err != nil {
			return err
		}
		answer, err := client.RunPodSandbox(ctx, &cri.RunPodSandboxRequest{Config: config})
		fmt.Println(answer.GetPodSandboxId())
		return err
	case "create":
		config, pod := &cri.ContainerConfig{}, &cri.PodSandboxConfig{}
		if err := read(args[1], config); err != nil {
			return err
		}
		if err := read(args[2], pod); err != nil {
			return err
		}
		answer, err := client.CreateContainer(ctx, &cri.CreateContainerRequest{
			PodSandboxId: args[0], Config: config, SandboxConfig: pod})
		fmt.Println(answer.GetContainerId())
		return err
	case "start":
		_, err = client.StartContainer(ctx, &cri.StartContainerRequest{ContainerId: args[0]})
	case "update":
		resources := &cri.LinuxContainerResources{}
		if err := read(args[1], resources); err != nil {
			return err
		}
		_, err = client.UpdateContainerResources(ctx,
			&cri.UpdateContainerResourcesRequest{ContainerId: args[0], Linux: resources})
	case "remove":
		_, err = client.RemoveContainer(ctx, &cri.RemoveContainerRequest{ContainerId: args[0]})
	case "removepod":
		if _, err = client.StopPodSandbox(ctx, &cri.StopPodSandboxRequest{PodSandboxId: args[0]}); err == nil {
			_, err = client.RemovePodSandbox(ctx, &cri.RemovePodSandboxRequest{PodSandboxId: args[0]})
		}
	default:
		err = fmt.Errorf("no call %s", call)
	}
	return err
}

func read(file string, message proto.Message) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return protojson.Unmarshal(text, message)
}

// image imports an archive as "docker save" writes it, with one layer of one file.
func image(ctx context.Context, socket, name, program string) error {
	text, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	layer := archive(map[string][]byte{"program": text})
	config, err := json.Marshal(map[string]any{
		"architecture": runtime.GOARCH, "os": "linux",
		"config": map[string]any{"Entrypoint": []string{"/program"}},
		"rootfs": map[string]any{"type": "layers", "diff_ids": []string{fmt.Sprintf("sha256:%x", sha256.Sum256(layer))}},
	})
	if err != nil {
		return err
	}
	manifest, err := json.Marshal([]map[string]any{
		{"Config": "config.json", "RepoTags": []string{name}, "Layers": []string{"layer.tar"}}})
	if err != nil {
		return err
	}
	client, err := containerd.New(socket)
	if err != nil {
		return err
	}
	defer client.Close()
	_, err = client.Import(namespaces.WithNamespace(ctx, "k8s.io"), bytes.NewReader(archive(
		map[string][]byte{"manifest.json": manifest, "config.json": config, "layer.tar": layer})))
	return err
}

func archive(files map[string][]byte) []byte {
	var out bytes.Buffer
	writer := tar.NewWriter(&out)
	for name, text := range files {
		if err := writer.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(text))}); err != nil {
			panic(err)
		}
		if _, err := writer.Write(text); err != nil {
			panic(err)
		}
	}
	if err := writer.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}
