# session-admin for fish: session-admin completion fish | source
function __session_admin_complete
    set -l words (commandline -opc)
    set -l tool $words[1]
    set -e words[1]
    set -l current (commandline -ct)
    for line in ($tool completion words -- $words "$current" 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path "$current"
            case :more
            case '*'
                echo $line
        end
    end
end
complete -c session-admin -f -a '(__session_admin_complete)'
