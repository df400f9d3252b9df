/// The chart and the image: what Helm makes of them, whether Kubernetes would take it, and whether it fits the server.
package one.commserver.helm;
