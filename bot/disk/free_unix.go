//go:build linux || darwin

package disk

import "syscall"

// Free tells how many bytes are free to us on the disk of a folder.
func Free(dir string) (uint64, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return st.Bavail * uint64(st.Bsize), nil
}
