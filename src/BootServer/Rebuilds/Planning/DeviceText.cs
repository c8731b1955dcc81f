using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>Devices of a layout in words for people.</summary>
internal static class DeviceText
{
    /// <summary>"partition 2 of disk0", "all of disk0"; arrays, LUKS devices and volumes by their names.</summary>
    public static string Of(string device)
    {
        if (!LayoutDeviceNames.IsOnDisk(device))
        {
            return device;
        }

        string[] parts = device.Split('.');
        return parts.Length == 1 ? $"all of {parts[0]}" : $"partition {parts[1]} of {parts[0]}";
    }
}
